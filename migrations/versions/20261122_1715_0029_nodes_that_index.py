"""Nodes: each index that follows the changes, and what it has taken of them."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0031'


def upgrade() -> None:
    op.create_table('search_node',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('folder', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('problem_at', sa.DateTime(), nullable=True),
    sa.Column('wanted', sa.Enum('compare', 'rebuild', name='task', native_enum=False, length=40), nullable=True),
    sa.Column('doing', sa.Enum('compare', 'rebuild', name='task', native_enum=False, length=40), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('rebuilt_at', sa.DateTime(), nullable=True),
    sa.Column('compared_at', sa.DateTime(), nullable=True),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('stale', sa.Integer(), nullable=False),
    sa.Column('surplus', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_node')),
    sa.UniqueConstraint('host', 'folder', name=op.f('uq_search_node_host_folder')),
    sa.UniqueConstraint('name', name=op.f('uq_search_node_name'))
    )
    op.create_table('search_taken',
    sa.Column('change_id', sa.Integer(), nullable=False),
    sa.Column('node_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['search_change.id'], name=op.f('fk_search_taken_change_id_search_change'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['node_id'], ['search_node.id'], name=op.f('fk_search_taken_node_id_search_node'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('change_id', 'node_id', name=op.f('pk_search_taken'))
    )


def downgrade() -> None:
    op.drop_table('search_taken')
    op.drop_table('search_node')
