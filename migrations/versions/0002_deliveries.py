"""投递的账、到点的事、在线的账号。"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('connection',
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('unread_since', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('account', name=op.f('pk_connection'))
    )
    op.create_table('firing',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('job', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('fate', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_firing_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', 'job', 'ref', 'due_at', name=op.f('pk_firing'))
    )
    with op.batch_alter_table('firing', schema=None) as batch_op:
        batch_op.create_index('ix_firing_due_at', ['due_at'], unique=False)

    op.create_table('schedule',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('job', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('cron', sa.JSON(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('next_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_schedule_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', 'job', 'ref', name=op.f('pk_schedule'))
    )
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.create_index('ix_schedule_due', ['enabled', 'next_at'], unique=False)

    with op.batch_alter_table('handled', schema=None) as batch_op:
        batch_op.create_index('ix_handled_scene', ['account', 'scene', 'handled_at'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('title', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('after', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('leased_by', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('tried_at', sa.DateTime(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_outbox_due'))
        batch_op.create_index('ix_outbox_due', ['account', 'state', 'next_at', 'id'], unique=False)
        batch_op.create_index('ix_outbox_state', ['state', 'expires_at'], unique=False)
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.alter_column('title', existing_type=sa.String(), existing_nullable=False, server_default=None)
    # 上一版正发到一半的，认领它的进程已经没了
    op.execute("UPDATE outbox SET leased_by = '' WHERE state = 'sending'")
