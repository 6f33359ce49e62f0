"""Saved searches: when they were seen and told of, how they tell, and their version."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'


def upgrade() -> None:
    with op.batch_alter_table('subscription') as batch_op:
        batch_op.add_column(sa.Column('telling', sa.Enum('at_once', 'daily', 'none', name='telling', native_enum=False, length=40), server_default='at_once', nullable=False))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('told_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('subscription') as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('told_at')
        batch_op.drop_column('seen_at')
        batch_op.drop_column('telling')
