"""Terms of the chair with what made them so, changes of turns, the hand-over between two terms."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0010'


def upgrade() -> None:
    op.create_table('hand_over',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('outgoing_city', sa.Text(), nullable=False),
    sa.Column('outgoing_by', sa.Text(), nullable=False),
    sa.Column('outgoing_at', sa.DateTime(), nullable=True),
    sa.Column('incoming_city', sa.Text(), nullable=False),
    sa.Column('incoming_by', sa.Text(), nullable=False),
    sa.Column('incoming_at', sa.DateTime(), nullable=True),
    sa.Column('secretariat_by', sa.Text(), nullable=False),
    sa.Column('secretariat_at', sa.DateTime(), nullable=True),
    sa.Column('frozen_at', sa.DateTime(), nullable=True),
    sa.Column('open_then', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_hand_over_author_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over')),
    sa.UniqueConstraint('day', name=op.f('uq_hand_over_day'))
    )
    op.create_table('turn_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('swap', 'skip', 'vacancy', 'join', 'leave', name='changekind', native_enum=False, length=40), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('other', sa.Text(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('turn_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('resolution', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'in_force', 'declined', 'withdrawn', name='changestate', native_enum=False, length=40), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('city_by_id', sa.Integer(), nullable=True),
    sa.Column('city_at', sa.DateTime(), nullable=True),
    sa.Column('other_by_id', sa.Integer(), nullable=True),
    sa.Column('other_at', sa.DateTime(), nullable=True),
    sa.Column('decline_reason', sa.Text(), nullable=False),
    sa.Column('declined_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_turn_change_author_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['city'], ['city.slug'], name=op.f('fk_turn_change_city_city')),
    sa.ForeignKeyConstraint(['city_by_id'], ['user.id'], name=op.f('fk_turn_change_city_by_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['declined_by_id'], ['user.id'], name=op.f('fk_turn_change_declined_by_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['other'], ['city.slug'], name=op.f('fk_turn_change_other_city')),
    sa.ForeignKeyConstraint(['other_by_id'], ['user.id'], name=op.f('fk_turn_change_other_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_turn_change'))
    )
    with op.batch_alter_table('turn_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_turn_change_state'), ['state'], unique=False)

    op.create_table('hand_over_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hand_over_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('side', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('done_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['hand_over_id'], ['hand_over.id'], name=op.f('fk_hand_over_item_hand_over_id_hand_over'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over_item'))
    )
    with op.batch_alter_table('hand_over_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hand_over_item_hand_over_id'), ['hand_over_id'], unique=False)

    with op.batch_alter_table('meeting_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hand_over_item_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_meeting_file_hand_over_item_id'), ['hand_over_item_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_meeting_file_hand_over_item_id_hand_over_item'), 'hand_over_item', ['hand_over_item_id'], ['id'])

    with op.batch_alter_table('term', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('regular', 'swapped', 'repaid', 'acting', name='turnkind', native_enum=False, length=40), nullable=False, server_default='regular'))
        batch_op.add_column(sa.Column('turn_of', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('change_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.create_foreign_key(batch_op.f('fk_term_change_id_turn_change'), 'turn_change', ['change_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('term', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_term_change_id_turn_change'), type_='foreignkey')
        batch_op.drop_column('version')
        batch_op.drop_column('change_id')
        batch_op.drop_column('turn_of')
        batch_op.drop_column('kind')

    with op.batch_alter_table('meeting_file', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_meeting_file_hand_over_item_id_hand_over_item'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_meeting_file_hand_over_item_id'))
        batch_op.drop_column('hand_over_item_id')

    with op.batch_alter_table('hand_over_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hand_over_item_hand_over_id'))

    op.drop_table('hand_over_item')
    with op.batch_alter_table('turn_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_turn_change_state'))

    op.drop_table('turn_change')
    op.drop_table('hand_over')
