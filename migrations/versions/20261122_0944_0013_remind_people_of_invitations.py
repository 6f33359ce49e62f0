"""Remind people of invitations: when somebody was asked once more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = '0010'


def upgrade() -> None:
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("reminded_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invitation") as batch:
        batch.drop_column("reminded_at")
