"""一份抄来的项目：多一版或只到某一版的迁移，在另一个进程里升级，像换上了新的或旧的程序。"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from core.settings import ROOT

HEAD = ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""
"""本程序的最新一版。"""
NEXT = "9999"
"""抄来的项目里多出的那一版。"""

GOOD = 'op.add_column("branch", sa.Column("motto", sa.String()))'
UNFINISHED = f"""
    {GOOD}
    op.execute(sa.table("branch", sa.column("motto")).update().values(motto="改到一半"))
    op.execute("DELETE FROM total")
    op.execute("UPDATE no_such_table SET x = 1")
"""  # noqa: S608 固定的语句
DANGLING = """
    op.execute("UPDATE account SET member_id = 999")
"""
_REVISION = '''"""新的一版。"""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
'''
UPGRADE = """
import sys
from datetime import UTC, datetime
from core.store import migrate
from core.store.errors import StoreError
try:
    migrate.upgrade(sys.argv[1], datetime(2026, 11, 23, 4, tzinfo=UTC))
except StoreError as error:
    print(type(error).__name__, error)
    raise SystemExit(1)
"""


def newer_version(folder: Path, body: str) -> Path:
    """在 folder 里放一份多一版迁移的项目。"""
    versions = _copy(folder)
    (versions / f"{NEXT}_next.py").write_text(_REVISION.format(next=NEXT, head=HEAD, body=body), "utf-8")
    return folder


def older_version(folder: Path, last: str) -> Path:
    """在 folder 里放一份只到 last 这一版迁移的项目。"""
    for path in _copy(folder).glob("*.py"):
        if path.name.partition("_")[0] > last:
            path.unlink()
    return folder


def _copy(folder: Path) -> Path:
    for name in ("core", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "migrations" / "versions"


def start(tree: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    """用 tree 里的程序执行一段 script。"""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        cwd=tree,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def upgrade(tree: Path, url: str) -> str:
    """用 tree 里的程序升级一个库；成了是空串，不成是错误类名和那句话。"""
    with start(tree, UPGRADE, url) as process:
        said, trouble = process.communicate(timeout=60)
    assert not trouble, trouble
    return said.strip()
