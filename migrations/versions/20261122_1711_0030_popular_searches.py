"""Popular searches, and the marks that they are counted by."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0028'


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
    op.create_index(op.f('ix_search_mark_week'), 'search_mark', ['week'])


def downgrade() -> None:
    op.drop_table('search_mark')
    op.drop_table('popular_search')
