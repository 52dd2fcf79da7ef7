"""定时推送与学习资料。"""

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """还没有要改的。"""
