"""names in links, reminders of offers and needs"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
NAMED = ('giver_named', 'taker_named')
ON_PROOF = ('giver_on_proof', 'taker_on_proof')


def upgrade() -> None:
    for name, default in [*((n, sa.true()) for n in NAMED), *((n, sa.false()) for n in ON_PROOF)]:
        op.add_column(
            'docking', sa.Column(name, sa.Boolean(), nullable=False, server_default=default)
        )
    for name in ('warned_of', 'ended_on'):
        op.add_column('poster', sa.Column(name, sa.Date(), nullable=True))


def downgrade() -> None:
    for name in ('ended_on', 'warned_of'):
        op.drop_column('poster', name)
    for name in (*ON_PROOF, *NAMED):
        op.drop_column('docking', name)
