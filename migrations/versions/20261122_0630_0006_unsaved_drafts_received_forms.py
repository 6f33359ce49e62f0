"""unsaved drafts, received forms"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('received_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('form_key', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_received_form_record_id_record'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_received_form_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_form')),
    sa.UniqueConstraint('user_id', 'form_key', name=op.f('uq_received_form_user_id_form_key'))
    )
    op.create_index(op.f('ix_received_form_record_id'), 'received_form', ['record_id'])

    op.create_table('unsaved_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('form_key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_unsaved_draft_record_id_record'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_unsaved_draft_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unsaved_draft')),
    sa.UniqueConstraint('user_id', 'form_key', name=op.f('uq_unsaved_draft_user_id_form_key'))
    )
    op.create_index(op.f('ix_unsaved_draft_record_id'), 'unsaved_draft', ['record_id'])



def downgrade() -> None:
    op.drop_index(op.f('ix_unsaved_draft_record_id'), 'unsaved_draft')
    op.drop_table('unsaved_draft')
    op.drop_index(op.f('ix_received_form_record_id'), 'received_form')
    op.drop_table('received_form')
