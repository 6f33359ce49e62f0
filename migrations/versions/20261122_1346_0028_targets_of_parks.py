"""Parks' own targets of themed activities."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'


def upgrade() -> None:
    op.create_table('park_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('activities', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_park_target_member_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_park_target')),
    sa.UniqueConstraint('member', 'year', name=op.f('uq_park_target_member_year'))
    )


def downgrade() -> None:
    op.drop_table('park_target')
