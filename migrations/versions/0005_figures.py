"""集体数字。"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('figure',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('tally', sa.String(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_figure_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', 'period', 'start', 'tally', name=op.f('pk_figure'))
    )
