"""首次使用。"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('setup_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('platform', sa.String(), nullable=True),
    sa.Column('user_id', sa.String(), nullable=True),
    sa.Column('draft', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setup_code'))
    )
    op.create_table('setup_try',
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('user_id', sa.String(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('rest_until', sa.DateTime(), nullable=True),
    sa.Column('hinted_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('platform', 'user_id', name=op.f('pk_setup_try'))
    )
    op.create_table('consequence',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_consequence'))
    )
    with op.batch_alter_table('consequence', schema=None) as batch_op:
        batch_op.create_index('ix_consequence_act', ['branch_id', 'act'], unique=False)
