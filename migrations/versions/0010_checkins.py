"""补卡与打卡时间。"""

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """还没有要改的。"""
