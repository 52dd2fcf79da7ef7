"""通知、回执与签到。"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('leave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('from_at', sa.DateTime(), nullable=False),
    sa.Column('until_at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('reason_for', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_leave_branch_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_leave_member_id')),
    sa.ForeignKeyConstraint(['reason_for'], ['member.id'], name=op.f('fk_leave_reason_for')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave'))
    )
    with op.batch_alter_table('leave', schema=None) as batch_op:
        batch_op.create_index('ix_leave_member_id', ['member_id', 'until_at'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=True),
    sa.Column('place', sa.String(), nullable=True),
    sa.Column('agenda', sa.String(), nullable=True),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('subgroup_id', sa.Integer(), nullable=True),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers_until', sa.DateTime(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_notice_branch_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_notice_officer_id')),
    sa.ForeignKeyConstraint(['subgroup_id'], ['subgroup.id'], name=op.f('fk_notice_subgroup_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_notice_branch_id_number'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_open', ['branch_id', 'state', 'answers_until'], unique=False)

    op.create_table('notice_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('reason_for', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('told_by', sa.Integer(), nullable=True),
    sa.Column('via', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_answer_member_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_answer_notice_id')),
    sa.ForeignKeyConstraint(['reason_for'], ['member.id'], name=op.f('fk_notice_answer_reason_for')),
    sa.ForeignKeyConstraint(['told_by'], ['member.id'], name=op.f('fk_notice_answer_told_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_answer')),
    sa.UniqueConstraint('notice_id', 'member_id', name=op.f('uq_notice_answer_notice_id_member_id'))
    )
    with op.batch_alter_table('notice_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_answer_member_id'), ['member_id'], unique=False)

    op.create_table('notice_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_message_member_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_message_notice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_message')),
    sa.UniqueConstraint('notice_id', 'key', name=op.f('uq_notice_message_notice_id_key'))
    )
    with op.batch_alter_table('notice_message', schema=None) as batch_op:
        batch_op.create_index('ix_notice_message_key', ['key'], unique=False)
        batch_op.create_index('ix_notice_message_message_id', ['message_id'], unique=False)
