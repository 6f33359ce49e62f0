"""reviews, embargo, synonyms"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('synonym_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym_group')),
    sa.UniqueConstraint('key', name=op.f('uq_synonym_group_key'))
    )
    op.create_table('advice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('adviser_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('commented_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['adviser_id'], ['user.id'], name=op.f('fk_advice_adviser_id_user'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_advice_asked_by_id_user')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_advice_revision_id_revision'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice')),
    sa.UniqueConstraint('revision_id', 'adviser_id', name=op.f('uq_advice_revision_id_adviser_id'))
    )
    with op.batch_alter_table('advice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advice_adviser_id'), ['adviser_id'], unique=False)

    op.add_column('revision', sa.Column('submitted_at', sa.DateTime(), nullable=True))
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('claimed_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_revision_claimed_by_id_user'), 'user', ['claimed_by_id'], ['id']
        )
    op.add_column('revision', sa.Column('claimed_at', sa.DateTime(), nullable=True))
    op.add_column(
        'revision', sa.Column('added', sa.Integer(), nullable=False, server_default='0')
    )
    op.add_column(
        'revision', sa.Column('removed', sa.Integer(), nullable=False, server_default='0')
    )
    # What waits has waited since it was written; no other time is known.
    op.execute("UPDATE revision SET submitted_at = created_at WHERE state = 'submitted'")
    long_ago = '2000-01-01 00:00:00'
    op.add_column(
        'search_change',
        sa.Column('due_at', sa.DateTime(), nullable=False, server_default=long_ago),
    )


def downgrade() -> None:
    op.drop_table('advice')
    op.drop_table('synonym_group')
    op.drop_column('search_change', 'due_at')
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_revision_claimed_by_id_user'), type_='foreignkey')
        batch_op.drop_column('removed')
        batch_op.drop_column('added')
        batch_op.drop_column('claimed_at')
        batch_op.drop_column('claimed_by_id')
        batch_op.drop_column('submitted_at')
