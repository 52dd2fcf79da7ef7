"""撤销要用的资料、操作说到了谁；添了又撤销的人，撤销了的心得。"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('act_detail',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id', 'seq'], ['act.branch_id', 'act.seq'], name=op.f('fk_act_detail_branch_id_seq')),
    sa.PrimaryKeyConstraint('branch_id', 'seq', name=op.f('pk_act_detail'))
    )
    op.create_table('act_subject',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id', 'seq'], ['act.branch_id', 'act.seq'], name=op.f('fk_act_subject_branch_id_seq')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_act_subject_member_id')),
    sa.PrimaryKeyConstraint('branch_id', 'member_id', 'seq', name=op.f('pk_act_subject'))
    )
    op.create_index('uq_act_reverses', 'act', ['branch_id', 'reverses'], unique=True, sqlite_where=sa.text('reverses IS NOT NULL'), postgresql_where=sa.text('reverses IS NOT NULL'))
    op.add_column('checkin_note', sa.Column('undone_at', sa.DateTime(), nullable=True))
    op.add_column('member', sa.Column('undone_at', sa.DateTime(), nullable=True))
