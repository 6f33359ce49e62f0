"""Links of more than two billion yuan."""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0028'


def upgrade() -> None:
    with op.batch_alter_table('docking') as table:
        table.alter_column('amount_yuan', existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    # What an integer cannot hold is not cut silently: it stays in the text of the result.
    op.execute(
        "UPDATE docking SET result_text = result_text || ' ' || amount_yuan || '元',"
        " amount_yuan = NULL WHERE amount_yuan > 2147483647"
    )
    with op.batch_alter_table('docking') as table:
        table.alter_column('amount_yuan', existing_type=sa.BigInteger(), type_=sa.Integer())
