"""题库与答题。"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('question_seed',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_seed'))
    )
    op.create_table('question_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_question_draft_branch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_draft'))
    )
    with op.batch_alter_table('question_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_draft_batch'), ['batch'], unique=False)

    op.create_table('question_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('imported_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_question_import_branch_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['member.id'], name=op.f('fk_question_import_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_import'))
    )
    with op.batch_alter_table('question_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_import_branch_id'), ['branch_id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('lot', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('stem', sa.String(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('explanation', sa.String(), nullable=False),
    sa.Column('regulation', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('article', sa.String(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('difficulty', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['question_import.id'], name=op.f('fk_question_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('owner', 'fingerprint', name=op.f('uq_question_owner_fingerprint'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_import_id'), ['import_id'], unique=False)
        batch_op.create_index('ix_question_lot', ['owner', 'state', 'lot'], unique=False)
        batch_op.create_index('ix_question_regulation', ['owner', 'regulation', 'state', 'lot'], unique=False)

    op.create_table('question_pause',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_question_pause_branch_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_pause_question_id')),
    sa.PrimaryKeyConstraint('branch_id', 'question_id', name=op.f('pk_question_pause'))
    )
    op.create_table('question_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reported_at', sa.DateTime(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_question_report_branch_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_question_report_member_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_question_report_question_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_report')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_question_report_branch_id_number'))
    )
