"""experts register and open parts of their profile"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('expertise_area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('group_en', sa.Text(), nullable=False),
    sa.Column('synonyms', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expertise_area')),
    sa.UniqueConstraint('name', name=op.f('uq_expertise_area_name'))
    )
    op.create_table('visitor_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Enum('registration', 'message', name='sent', native_enum=False, length=40), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visitor_act'))
    )
    op.create_index(op.f('ix_visitor_act_address'), 'visitor_act', ['address'], unique=False)
    op.create_index(op.f('ix_visitor_act_at'), 'visitor_act', ['at'], unique=False)

    op.create_table('area_suggestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('answer', sa.Enum('open', 'accepted', 'mapped', 'declined', name='answer', native_enum=False, length=40), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_area_suggestion_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area_suggestion'))
    )
    op.create_index(op.f('ix_area_suggestion_answer'), 'area_suggestion', ['answer'], unique=False)
    op.create_index(op.f('ix_area_suggestion_user_id'), 'area_suggestion', ['user_id'], unique=False)

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.Column('text_version', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_consent_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_user_id'), 'consent', ['user_id'], unique=False)

    op.create_table('registration',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_registration_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_registration'))
    )
    op.create_table('expert_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('mail', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['record_id'], ['expert.id'], name=op.f('fk_expert_message_record_id_expert'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_message'))
    )
    op.create_index(op.f('ix_expert_message_record_id'), 'expert_message', ['record_id'], unique=False)

    op.create_table('expert_person',
    sa.Column('record_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('mail', sa.Text(), nullable=False),
    sa.Column('identity', sa.Text(), nullable=False),
    sa.Column('max_load', sa.Integer(), nullable=False),
    sa.Column('erase_asked_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['expert.id'], name=op.f('fk_expert_person_record_id_expert'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_expert_person_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('record_id', name=op.f('pk_expert_person')),
    sa.UniqueConstraint('user_id', name=op.f('uq_expert_person_user_id'))
    )
    # Experts who are there already were entered by the secretariat: all that the row says is public.
    op.add_column('expert', sa.Column('areas', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('expert', sa.Column('works', sa.JSON(), nullable=False, server_default='[]'))
    op.add_column('expert', sa.Column('exposure', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('expert', sa.Column('availability', sa.Enum('open', 'paused', 'left', name='availability', native_enum=False, length=40), nullable=False, server_default='open'))


def downgrade() -> None:
    for name in ('availability', 'exposure', 'works', 'areas'):
        op.drop_column('expert', name)
    op.drop_table('expert_person')
    op.drop_index(op.f('ix_expert_message_record_id'), table_name='expert_message')

    op.drop_table('expert_message')
    op.drop_table('registration')
    op.drop_index(op.f('ix_consent_user_id'), table_name='consent')

    op.drop_table('consent')
    op.drop_index(op.f('ix_area_suggestion_user_id'), table_name='area_suggestion')
    op.drop_index(op.f('ix_area_suggestion_answer'), table_name='area_suggestion')

    op.drop_table('area_suggestion')
    op.drop_index(op.f('ix_visitor_act_at'), table_name='visitor_act')
    op.drop_index(op.f('ix_visitor_act_address'), table_name='visitor_act')

    op.drop_table('visitor_act')
    op.drop_table('expertise_area')
