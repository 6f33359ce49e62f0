"""What boards count records by stands in an index of its own."""

from alembic import op

revision = "0032"
down_revision = "0029"

COUNTED_BY = ["kind", "visibility", "withdrawn_at", "published_at", "year", "city", "member"]


def upgrade() -> None:
    op.create_index("ix_record_counted", "record", COUNTED_BY)


def downgrade() -> None:
    op.drop_index("ix_record_counted", "record")
