"""The cities that build a project, beside it: counted and filtered without reading its text."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0025'


def upgrade() -> None:
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('building_cities', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('co_built', sa.Enum('yes', 'no', name='cobuilding', native_enum=False, length=40), server_default='no', nullable=False))
        batch_op.create_index(batch_op.f('ix_project_co_built'), ['co_built'], unique=False)
    # Until now nobody could name a city that takes part, so each is built by its own alone.
    op.execute(
        "UPDATE project SET building_cities = ' ' || "
        "(SELECT city FROM record WHERE record.id = project.id) || ' ' "
        "WHERE EXISTS (SELECT 1 FROM record WHERE record.id = project.id AND city IS NOT NULL)"
    )


def downgrade() -> None:
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_co_built'))
        batch_op.drop_column('co_built')
        batch_op.drop_column('building_cities')
