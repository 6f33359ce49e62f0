"""keep old minutes until they are taken in"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table('old_minutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('form', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'taken', 'dropped', name='oldstate', native_enum=False, length=40), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('uploader_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_old_minutes_meeting_id_meeting'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['uploader_id'], ['user.id'], name=op.f('fk_old_minutes_uploader_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_old_minutes')),
    sa.UniqueConstraint('sha256', name=op.f('uq_old_minutes_sha256'))
    )


def downgrade() -> None:
    op.drop_table('old_minutes')
