"""积分规则与复核。"""

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """还没有要改的。"""
