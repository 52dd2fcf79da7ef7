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
