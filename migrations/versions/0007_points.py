"""积分规则与复核。"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('point_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('daily_cap', sa.Integer(), nullable=True),
    sa.Column('weekly_cap', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_point_rule_branch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_rule')),
    sa.UniqueConstraint('branch_id', 'rule', 'version', name=op.f('uq_point_rule_branch_id_rule_version'))
    )
    op.create_table('share',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_share_branch_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_share_member_id')),
    sa.PrimaryKeyConstraint('member_id', 'rule', name=op.f('pk_share'))
    )
    # 已有的流水照样算进各人的来源
    op.execute(
        'INSERT INTO share (member_id, rule, branch_id, points) '
        'SELECT member_id, rule, branch_id, SUM(points) FROM ledger_entry GROUP BY member_id, rule, branch_id'
    )
    op.create_table('point_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('handled_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_point_review_branch_id')),
    sa.ForeignKeyConstraint(['handler_id'], ['member.id'], name=op.f('fk_point_review_handler_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_point_review_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_review')),
    sa.UniqueConstraint('branch_id', 'seq', name=op.f('uq_point_review_branch_id_seq'))
    )
    op.create_index('ix_point_review_branch_id_state', 'point_review', ['branch_id', 'state'])
    op.create_index('ix_point_review_member_id_state', 'point_review', ['member_id', 'state'])
    op.create_index('ix_ledger_entry_branch_id_act', 'ledger_entry', ['branch_id', 'act'])
