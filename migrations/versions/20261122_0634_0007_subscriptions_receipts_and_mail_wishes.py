"""subscriptions receipts and mail wishes"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('mail_wish',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('wish', sa.Enum('pressing', 'each', 'daily', 'none', name='wish', native_enum=False, length=40), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_wish_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_mail_wish'))
    )
    op.create_table('receipt_request',
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_receipt_request_asked_by_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_receipt_request_record_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', name=op.f('pk_receipt_request'))
    )
    op.create_table('subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Enum('library', 'city', 'search', 'record', name='subject', native_enum=False, length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_subscription_record_id_record'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_subscription_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    sa.UniqueConstraint('user_id', 'subject', 'value', name=op.f('uq_subscription_user_id_subject_value'))
    )
    op.create_index(op.f('ix_subscription_record_id'), 'subscription', ['record_id'])

    op.create_table('receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['receipt_request.record_id'], name=op.f('fk_receipt_record_id_receipt_request'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_receipt_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('record_id', 'user_id', name=op.f('uq_receipt_record_id_user_id'))
    )
    op.create_index(op.f('ix_receipt_user_id'), 'receipt', ['user_id'])


def downgrade() -> None:
    # Of events that the program before does not know.
    op.execute(
        "DELETE FROM notice WHERE event IN"
        " ('news', 'changed', 'receipt_wanted', 'receipt_reminder')"
    )
    op.drop_index(op.f('ix_receipt_user_id'), 'receipt')
    op.drop_table('receipt')
    op.drop_index(op.f('ix_subscription_record_id'), 'subscription')
    op.drop_table('subscription')
    op.drop_table('receipt_request')
    op.drop_table('mail_wish')
