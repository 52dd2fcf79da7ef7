"""定时推送与学习资料。"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('push',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('study', sa.Boolean(), nullable=False),
    sa.Column('spoken', sa.String(), nullable=False),
    sa.Column('once', sa.Boolean(), nullable=False),
    sa.Column('workdays', sa.Boolean(), nullable=False),
    sa.Column('on_holidays', sa.Boolean(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_push_branch_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_push_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_push_branch_id_number'))
    )
    op.create_table('study_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=True),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_study_item_branch_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_study_item_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_item')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_study_item_branch_id_number'))
    )
    with op.batch_alter_table('study_item', schema=None) as batch_op:
        batch_op.create_index('ix_study_item_queue', ['branch_id', 'rounds', 'number'], unique=False)

    op.create_table('study_subscriber',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_study_subscriber_branch_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_study_subscriber_member_id')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_study_subscriber'))
    )
    with op.batch_alter_table('study_subscriber', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_study_subscriber_branch_id'), ['branch_id'], unique=False)

    op.create_table('study_reading',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['study_item.id'], name=op.f('fk_study_reading_item_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_study_reading_member_id')),
    sa.PrimaryKeyConstraint('member_id', 'item_id', name=op.f('pk_study_reading'))
    )
    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('password', sa.String(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_sign_in_branch_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_sign_in_notice_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_sign_in_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_sign_in_branch_id_number'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index('uq_sign_in_open', ['branch_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL AND undone_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL AND undone_at IS NULL'))

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sign_in_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Boolean(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('attended_at', sa.DateTime(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attendance_member_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_attendance_officer_id')),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_attendance_sign_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('sign_in_id', 'member_id', 'ordinal', name=op.f('uq_attendance_sign_in_id_member_id_ordinal'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_member_id', ['member_id'], unique=False)
        batch_op.create_index('uq_attendance_once', ['sign_in_id', 'member_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
