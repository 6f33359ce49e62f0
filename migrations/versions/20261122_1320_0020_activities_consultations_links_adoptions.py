"""Activities, topics, partners, offers and needs, consultations, draws, links, adoptions; who takes
part in projects; reports in the media.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('aim', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('slug', name=op.f('uq_campaign_slug'))
    )
    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_kind', sa.Enum('plenary', 'summit', 'forum', 'docking', 'fair', 'training', 'study_visit', 'contest', 'briefing', 'seminar', 'showcase', 'publicity', 'culture', 'other', name='activitykind', native_enum=False, length=40), nullable=False),
    sa.Column('programme', sa.Enum('alliance', 'city', 'park', 'outside', name='programme', native_enum=False, length=40), nullable=False),
    sa.Column('progress', sa.Enum('planned', 'announced', 'held', 'reported', 'cancelled', name='progress', native_enum=False, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('precision', sa.Enum('day', 'month', name='precision', native_enum=False, length=40), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('mode', sa.Enum('on_site', 'online', 'mixed', name='mode', native_enum=False, length=40), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('online_address', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('speakers', sa.JSON(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('cancelled_because', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['record.id'], name=op.f('fk_activity_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_activity_kind'), ['activity_kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_programme'), ['programme'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_progress'), ['progress'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_series'), ['series'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_starts_on'), ['starts_on'], unique=False)

    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['record.id'], name=op.f('fk_consultation_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation'))
    )
    op.create_table('partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_kind', sa.Enum('university', 'institute', 'platform', 'enterprise', 'media', 'society', 'standards_body', 'base', name='partnerkind', native_enum=False, length=40), nullable=False),
    sa.Column('fields', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('website', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['record.id'], name=op.f('fk_partner_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner'))
    )
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_partner_kind'), ['partner_kind'], unique=False)

    op.create_table('posting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.Enum('offer', 'need', name='direction', native_enum=False, length=40), nullable=False),
    sa.Column('resource', sa.Enum('government', 'industry', 'university', 'research', 'talent', 'finance', 'service', 'application', 'award', 'competition', name='resource', native_enum=False, length=40), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('amount', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('naming', sa.Enum('named', 'hidden', name='naming', native_enum=False, length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['record.id'], name=op.f('fk_posting_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting'))
    )
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_posting_direction'), ['direction'], unique=False)
        batch_op.create_index(batch_op.f('ix_posting_resource'), ['resource'], unique=False)
        batch_op.create_index(batch_op.f('ix_posting_valid_until'), ['valid_until'], unique=False)

    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('topic_stage', sa.Enum('proposed', 'approved', 'mid_term', 'concluded', 'dropped', name='topicstage', native_enum=False, length=40), nullable=False),
    sa.Column('lead_unit', sa.Text(), nullable=False),
    sa.Column('researchers', sa.Text(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['id'], ['record.id'], name=op.f('fk_topic_id_record'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic'))
    )
    op.create_table('adoption',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('effort', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('declared', 'confirmed', 'returned', 'taken_back', name='adoptionstate', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_adoption_author_id_user')),
    sa.ForeignKeyConstraint(['case_id'], ['case_study.id'], name=op.f('fk_adoption_case_id_case_study'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_adoption_member_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adoption')),
    sa.UniqueConstraint('case_id', 'member', name=op.f('uq_adoption_case_id_member'))
    )
    with op.batch_alter_table('adoption', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adoption_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_adoption_member'), ['member'], unique=False)
        batch_op.create_index(batch_op.f('ix_adoption_state'), ['state'], unique=False)

    op.create_table('expert_tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('nature', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('declared_by_id', sa.Integer(), nullable=True),
    sa.Column('declared_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['declared_by_id'], ['user.id'], name=op.f('fk_expert_tie_declared_by_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_expert_tie_expert_id_expert'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_expert_tie_member_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert_tie'))
    )
    with op.batch_alter_table('expert_tie', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expert_tie_expert_id'), ['expert_id'], unique=False)

    op.create_table('inquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('secrecy', sa.Enum('confidential', 'alliance', 'open', name='secrecy', native_enum=False, length=40), nullable=False),
    sa.Column('wished_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('asked', 'scoped', 'with_experts', 'answered', 'closed', 'declined', 'taken_back', name='consultationstate', native_enum=False, length=40), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=True),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('scoped_at', sa.DateTime(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('came_of', sa.Enum('nothing', 'taken_up', 'topic', 'project', 'outcome', 'policy', name='cameof', native_enum=False, length=40), nullable=True),
    sa.Column('came_of_id', sa.Integer(), nullable=True),
    sa.Column('came_of_text', sa.Text(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asker_id'], ['user.id'], name=op.f('fk_inquiry_asker_id_user')),
    sa.ForeignKeyConstraint(['came_of_id'], ['record.id'], name=op.f('fk_inquiry_came_of_id_record'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['city'], ['city.slug'], name=op.f('fk_inquiry_city_city')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_inquiry_consultation_id_consultation'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_inquiry_member_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_inquiry_consultation_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_inquiry_reference'))
    )
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiry_asker_id'), ['asker_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_member'), ['member'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_state'), ['state'], unique=False)

    op.create_table('interest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('posting_id', sa.Integer(), nullable=False),
    sa.Column('own_posting_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=True),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('answer', sa.Enum('open', 'accepted', 'declined', 'taken_back', name='answer', native_enum=False, length=40), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answer_text', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['city'], ['city.slug'], name=op.f('fk_interest_city_city')),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_interest_member_member')),
    sa.ForeignKeyConstraint(['own_posting_id'], ['posting.id'], name=op.f('fk_interest_own_posting_id_posting'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_interest_posting_id_posting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_interest_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interest'))
    )
    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interest_posting_id'), ['posting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_user_id'), ['user_id'], unique=False)

    op.create_table('partner_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_contact_partner_id_partner'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_contact'))
    )
    with op.batch_alter_table('partner_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_contact_partner_id'), ['partner_id'], unique=False)

    op.create_table('poster',
    sa.Column('posting_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Text(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member'], ['member.slug'], name=op.f('fk_poster_member_member')),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_poster_posting_id_posting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_poster_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('posting_id', name=op.f('pk_poster'))
    )
    with op.batch_alter_table('poster', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poster_member'), ['member'], unique=False)

    op.create_table('sign_up_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('closes_at', sa.DateTime(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_sign_up_sheet_activity_id_activity'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_up_sheet')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_sign_up_sheet_activity_id'))
    )
    op.create_table('counsel',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inquiry_id', sa.Integer(), nullable=False),
    sa.Column('expert_id', sa.Integer(), nullable=False),
    sa.Column('picked_by', sa.Enum('secretariat', 'lot', name='pickedby', native_enum=False, length=40), nullable=False),
    sa.Column('reply', sa.Enum('invited', 'accepted', 'declined', 'answered', 'given_up', name='reply', native_enum=False, length=40), nullable=False),
    sa.Column('invited_at', sa.DateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('may_be_published', sa.Boolean(), nullable=False),
    sa.Column('is_useful', sa.Integer(), nullable=True),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['expert_id'], ['expert.id'], name=op.f('fk_counsel_expert_id_expert')),
    sa.ForeignKeyConstraint(['inquiry_id'], ['inquiry.id'], name=op.f('fk_counsel_inquiry_id_inquiry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counsel')),
    sa.UniqueConstraint('inquiry_id', 'expert_id', name=op.f('uq_counsel_inquiry_id_expert_id'))
    )
    with op.batch_alter_table('counsel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_counsel_expert_id'), ['expert_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_counsel_inquiry_id'), ['inquiry_id'], unique=False)

    op.create_table('docking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('interest_id', sa.Integer(), nullable=True),
    sa.Column('offer_id', sa.Integer(), nullable=True),
    sa.Column('need_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('resource', sa.Enum('government', 'industry', 'university', 'research', 'talent', 'finance', 'service', 'application', 'award', 'competition', name='resource', native_enum=False, length=40), nullable=False),
    sa.Column('giver_member', sa.Text(), nullable=True),
    sa.Column('giver_city', sa.Text(), nullable=True),
    sa.Column('giver_user_id', sa.Integer(), nullable=True),
    sa.Column('taker_member', sa.Text(), nullable=True),
    sa.Column('taker_city', sa.Text(), nullable=True),
    sa.Column('taker_user_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('proposed', 'confirmed', 'dropped', name='dockingstate', native_enum=False, length=40), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('giver_confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('taker_confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('dropped_because', sa.Text(), nullable=False),
    sa.Column('result', sa.Enum('talks', 'agreement', 'project', 'people', 'funds', 'other', name='result', native_enum=False, length=40), nullable=True),
    sa.Column('result_on', sa.Date(), nullable=True),
    sa.Column('result_text', sa.Text(), nullable=False),
    sa.Column('amount_yuan', sa.Integer(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['giver_city'], ['city.slug'], name=op.f('fk_docking_giver_city_city')),
    sa.ForeignKeyConstraint(['giver_member'], ['member.slug'], name=op.f('fk_docking_giver_member_member')),
    sa.ForeignKeyConstraint(['giver_user_id'], ['user.id'], name=op.f('fk_docking_giver_user_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['interest_id'], ['interest.id'], name=op.f('fk_docking_interest_id_interest'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['need_id'], ['record.id'], name=op.f('fk_docking_need_id_record'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['offer_id'], ['record.id'], name=op.f('fk_docking_offer_id_record'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['project_id'], ['record.id'], name=op.f('fk_docking_project_id_record'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['taker_city'], ['city.slug'], name=op.f('fk_docking_taker_city_city')),
    sa.ForeignKeyConstraint(['taker_member'], ['member.slug'], name=op.f('fk_docking_taker_member_member')),
    sa.ForeignKeyConstraint(['taker_user_id'], ['user.id'], name=op.f('fk_docking_taker_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_docking')),
    sa.UniqueConstraint('number', name=op.f('uq_docking_number'))
    )
    with op.batch_alter_table('docking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_docking_confirmed_at'), ['confirmed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_docking_giver_city'), ['giver_city'], unique=False)
        batch_op.create_index(batch_op.f('ix_docking_resource'), ['resource'], unique=False)
        batch_op.create_index(batch_op.f('ix_docking_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_docking_taker_city'), ['taker_city'], unique=False)

    op.create_table('draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('inquiry_id', sa.Integer(), nullable=True),
    sa.Column('areas', sa.JSON(), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('most_of_city', sa.Integer(), nullable=True),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('pool', sa.JSON(), nullable=False),
    sa.Column('excluded', sa.JSON(), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(), nullable=False),
    sa.Column('drawn_by_id', sa.Integer(), nullable=True),
    sa.Column('annulled_because', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['drawn_by_id'], ['user.id'], name=op.f('fk_draw_drawn_by_id_user'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['inquiry_id'], ['inquiry.id'], name=op.f('fk_draw_inquiry_id_inquiry'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw')),
    sa.UniqueConstraint('number', name=op.f('uq_draw_number'))
    )
    op.create_table('sign_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('place', sa.Enum('coming', 'waiting', 'called_off', name='place', native_enum=False, length=40), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['sheet_id'], ['sign_up_sheet.id'], name=op.f('fk_sign_up_sheet_id_sign_up_sheet'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_sign_up_user_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_up')),
    sa.UniqueConstraint('code', name=op.f('uq_sign_up_code'))
    )
    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_up_sheet_id'), ['sheet_id'], unique=False)

    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.add_column(sa.Column('web_address', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('campaign', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_article_campaign'), ['campaign'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_article_campaign_campaign'), 'campaign', ['campaign'], ['slug'])

    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('landing_city', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('support_sought', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('participants', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('milestones', sa.JSON(), server_default='[]', nullable=False))
        batch_op.create_index(batch_op.f('ix_project_landing_city'), ['landing_city'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_project_landing_city_city'), 'city', ['landing_city'], ['slug'])



def downgrade() -> None:
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_project_landing_city_city'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_project_landing_city'))
        batch_op.drop_column('milestones')
        batch_op.drop_column('participants')
        batch_op.drop_column('support_sought')
        batch_op.drop_column('landing_city')

    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_article_campaign_campaign'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_article_campaign'))
        batch_op.drop_column('campaign')
        batch_op.drop_column('web_address')

    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_up_sheet_id'))

    op.drop_table('sign_up')
    op.drop_table('draw')
    with op.batch_alter_table('docking', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_docking_taker_city'))
        batch_op.drop_index(batch_op.f('ix_docking_state'))
        batch_op.drop_index(batch_op.f('ix_docking_resource'))
        batch_op.drop_index(batch_op.f('ix_docking_giver_city'))
        batch_op.drop_index(batch_op.f('ix_docking_confirmed_at'))

    op.drop_table('docking')
    with op.batch_alter_table('counsel', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_counsel_inquiry_id'))
        batch_op.drop_index(batch_op.f('ix_counsel_expert_id'))

    op.drop_table('counsel')
    op.drop_table('sign_up_sheet')
    with op.batch_alter_table('poster', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poster_member'))

    op.drop_table('poster')
    with op.batch_alter_table('partner_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_contact_partner_id'))

    op.drop_table('partner_contact')
    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interest_user_id'))
        batch_op.drop_index(batch_op.f('ix_interest_posting_id'))

    op.drop_table('interest')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inquiry_state'))
        batch_op.drop_index(batch_op.f('ix_inquiry_member'))
        batch_op.drop_index(batch_op.f('ix_inquiry_asker_id'))

    op.drop_table('inquiry')
    with op.batch_alter_table('expert_tie', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expert_tie_expert_id'))

    op.drop_table('expert_tie')
    with op.batch_alter_table('adoption', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_adoption_state'))
        batch_op.drop_index(batch_op.f('ix_adoption_member'))
        batch_op.drop_index(batch_op.f('ix_adoption_case_id'))

    op.drop_table('adoption')
    op.drop_table('topic')
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_posting_valid_until'))
        batch_op.drop_index(batch_op.f('ix_posting_resource'))
        batch_op.drop_index(batch_op.f('ix_posting_direction'))

    op.drop_table('posting')
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_partner_kind'))

    op.drop_table('partner')
    op.drop_table('consultation')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_starts_on'))
        batch_op.drop_index(batch_op.f('ix_activity_series'))
        batch_op.drop_index(batch_op.f('ix_activity_progress'))
        batch_op.drop_index(batch_op.f('ix_activity_programme'))
        batch_op.drop_index(batch_op.f('ix_activity_activity_kind'))

    op.drop_table('activity')
    op.drop_table('campaign')
