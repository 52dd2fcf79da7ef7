"""python3 run.py verify [库或备份文件]：核对账目，指出最先不对的一处；只读，助手开着也能核对。"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from core.settings import SettingsError, load
from core.store import restoring
from core.store.errors import StoreError
from core.store.verify import Verdict, verify, verify_file

_GZIP = b"\x1f\x8b"


def main(arguments: list[str]) -> int:
    """核对正在用的库，或参数给的那个文件；都对得上返回 0。"""
    if len(arguments) > 1:
        sys.stderr.write("用法：python3 run.py verify [库或备份文件]\n")
        return 2
    try:
        verdict = _verify_path(Path(arguments[0])) if arguments else verify(load().database)
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(report(verdict))
    return 1 if verdict.faults else 0


def report(verdict: Verdict) -> str:
    """结论，一行一句。"""
    seen = f"{verdict.branches} 个支部，操作日志 {verdict.acts} 条，积分流水 {verdict.entries} 笔"
    if not verdict.faults:
        return f"核对完毕，都对得上：{seen}。\n"
    lines = [f"✗ {fault}。" for fault in verdict.faults]
    return "\n".join([*lines, f"核对没有通过（{seen}）；怎么办见 docs/operations.md“核对不上”一节。", ""])


def _verify_path(path: Path) -> Verdict:
    if not _is_packed(path):
        return verify_file(path)
    with TemporaryDirectory() as folder:
        return restoring.verify_backup(path, Path(folder))


def _is_packed(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == _GZIP
