"""授权与花名册导入。"""

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """还没有要改的。"""
