"""卡片与文件。"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('card', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('file', sa.JSON(none_as_null=True), nullable=True))
