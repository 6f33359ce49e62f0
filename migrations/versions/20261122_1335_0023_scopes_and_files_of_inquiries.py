"""Scopes and files of inquiries: what experts are shown, files outside records, calls made."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0020'


def upgrade() -> None:
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scope_title', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(
            sa.Column('passes_question', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column('may_be_named', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column('form_key', sa.Text(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_inquiry_form_key'), ['form_key'])
    with op.batch_alter_table('counsel', schema=None) as batch_op:
        batch_op.add_column(sa.Column('called_on', sa.Date(), nullable=True))
    op.create_table('inquiry_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inquiry_id', sa.Integer(), nullable=False),
    sa.Column('counsel_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('type', sa.Enum('docx', 'xlsx', 'pptx', 'doc', 'xls', 'ppt', 'pdf', 'txt', 'csv', 'md', 'jpg', 'png', 'webp', 'gif', name='filetype', native_enum=False, length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('is_passed_on', sa.Boolean(), nullable=False),
    sa.Column('uploader_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['counsel_id'], ['counsel.id'], name=op.f('fk_inquiry_file_counsel_id_counsel'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['inquiry_id'], ['inquiry.id'], name=op.f('fk_inquiry_file_inquiry_id_inquiry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploader_id'], ['user.id'], name=op.f('fk_inquiry_file_uploader_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry_file'))
    )
    with op.batch_alter_table('inquiry_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiry_file_counsel_id'), ['counsel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_file_inquiry_id'), ['inquiry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_file_sha256'), ['sha256'], unique=False)


def downgrade() -> None:
    op.drop_table('inquiry_file')
    with op.batch_alter_table('counsel', schema=None) as batch_op:
        batch_op.drop_column('called_on')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_inquiry_form_key'), type_='unique')
        batch_op.drop_column('form_key')
        batch_op.drop_column('may_be_named')
        batch_op.drop_column('passes_question')
        batch_op.drop_column('scope_title')
