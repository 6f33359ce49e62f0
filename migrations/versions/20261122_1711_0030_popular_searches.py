"""Popular searches and the marks that they are counted by; synonyms of one way."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0033'


def upgrade() -> None:
    op.create_table('popular_search',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('blocked', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_popular_search')),
    sa.UniqueConstraint('words', name=op.f('uq_popular_search_words'))
    )
    op.create_table('search_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_mark'))
    )
    with op.batch_alter_table('synonym_group') as batch_op:
        batch_op.add_column(
            sa.Column('one_way', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('synonym_group') as batch_op:
        batch_op.alter_column('one_way', server_default=None)
    op.create_index(op.f('ix_search_mark_week'), 'search_mark', ['week'])


def downgrade() -> None:
    with op.batch_alter_table('synonym_group') as batch_op:
        batch_op.drop_column('one_way')
    op.drop_table('search_mark')
    op.drop_table('popular_search')
