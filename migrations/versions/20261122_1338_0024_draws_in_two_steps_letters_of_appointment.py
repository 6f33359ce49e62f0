"""Draws are made in two steps, fixed and drawn; letters of appointment. No draw was made before."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    op.create_table('appointment_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('holding_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('post', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('void_because', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['holding_id'], ['holding.id'], name=op.f('fk_appointment_letter_holding_id_holding'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['made_by_id'], ['user.id'], name=op.f('fk_appointment_letter_made_by_id_user'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_letter')),
    sa.UniqueConstraint('number', name=op.f('uq_appointment_letter_number'))
    )
    with op.batch_alter_table('appointment_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointment_letter_holding_id'), ['holding_id'], unique=False)

    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.add_column(sa.Column('secrecy', sa.Enum('confidential', 'alliance', 'open', name='secrecy', native_enum=False, length=40), nullable=False))
        batch_op.add_column(sa.Column('member', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('units', sa.JSON(), nullable=False))
        batch_op.add_column(sa.Column('secret', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('commitment', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('witness', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('fixed_at', sa.DateTime(), nullable=False))
        batch_op.add_column(sa.Column('fixed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('annulled_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False))
        batch_op.alter_column('drawn_at',
               existing_type=sa.DateTime(),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_draw_member_member'), 'member', ['member'], ['slug'])
        batch_op.create_foreign_key(batch_op.f('fk_draw_fixed_by_id_user'), 'user', ['fixed_by_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_draw_fixed_by_id_user'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_draw_member_member'), type_='foreignkey')
        batch_op.alter_column('drawn_at',
               existing_type=sa.DateTime(),
               nullable=False)
        batch_op.drop_column('version')
        batch_op.drop_column('annulled_at')
        batch_op.drop_column('fixed_by_id')
        batch_op.drop_column('fixed_at')
        batch_op.drop_column('words')
        batch_op.drop_column('witness')
        batch_op.drop_column('commitment')
        batch_op.drop_column('secret')
        batch_op.drop_column('units')
        batch_op.drop_column('member')
        batch_op.drop_column('secrecy')

    with op.batch_alter_table('appointment_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointment_letter_holding_id'))

    op.drop_table('appointment_letter')
