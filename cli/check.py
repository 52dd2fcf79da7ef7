"""python3 run.py check：格式、规范、类型、分层、文档是否最新，一次查完。"""

import subprocess
import sys
from pathlib import Path

from cli import docs
from core.settings import ROOT

TOOLS = (
    ("格式", ["ruff", "format", "--check", "--quiet", "."]),
    ("规范", ["ruff", "check", "--quiet", "."]),
    ("类型", ["basedpyright"]),
    ("分层", ["lint-imports", "--no-cache"]),
)


def main(arguments: list[str]) -> int:
    """逐项检查，列出没过的；全过返回 0。"""
    if arguments:
        sys.stderr.write("check 不需要参数。\n")
        return 2
    folder = Path(sys.executable).parent
    failed = [
        name for name, (tool, *options) in TOOLS if subprocess.call([str(folder / tool), *options], cwd=ROOT) != 0
    ]
    failed += [f"{path} 不是最新，请运行 python3 run.py docs" for path in docs.stale()]
    sys.stdout.write(f"检查没有通过：{'；'.join(failed)}\n" if failed else "检查通过\n")
    return 1 if failed else 0
