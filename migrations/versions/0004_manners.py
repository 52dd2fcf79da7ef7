"""分寸与意愿。"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('holiday_notice',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('off', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_holiday_notice_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', 'day', name=op.f('pk_holiday_notice'))
    )
    op.create_table('manners',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=False),
    sa.Column('quiet_until', sa.Time(), nullable=False),
    sa.Column('daily_limit', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_manners_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_manners'))
    )
    op.create_table('preference',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('no_mention', sa.Boolean(), nullable=False),
    sa.Column('no_ranking', sa.Boolean(), nullable=False),
    sa.Column('no_reminder_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_preference_member_id')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_preference'))
    )
    with op.batch_alter_table('group_binding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('muted_until', sa.DateTime(), nullable=True))

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('weight', sa.String(), nullable=False, server_default='routine'))
        batch_op.create_index('ix_outbox_branch', ['branch_id', 'created_at'], unique=False)
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.alter_column('weight', existing_type=sa.String(), existing_nullable=False, server_default=None)
    # 上一版只有三种：合并的回应、私下的话、小结
    op.execute("UPDATE outbox SET weight = 'echo' WHERE kind = 'ack'")
    op.execute("UPDATE outbox SET weight = 'duty' WHERE scene = 'private'")
