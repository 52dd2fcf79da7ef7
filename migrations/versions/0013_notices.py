"""通知、回执与签到。"""

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """还没有要改的。"""
