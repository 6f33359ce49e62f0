"""Addresses of personal calendars, the item that carries follow-ups over, times of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = '0014'


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_calendar_address_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_address_token_hash")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("carries_over", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for table in ('meeting', 'resolution', 'follow_up'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('changed_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    for table in ('follow_up', 'resolution', 'meeting'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('changed_at')
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("carries_over")

    op.drop_table("calendar_address")
