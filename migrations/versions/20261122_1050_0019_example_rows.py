"""Which rows were made for trying the site out."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0017'


def upgrade() -> None:
    op.create_table('example_row',
    sa.Column('table_name', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('table_name', 'row_id', name=op.f('pk_example_row'))
    )


def downgrade() -> None:
    op.drop_table('example_row')
