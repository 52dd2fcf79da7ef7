"""python3 run.py restore 备份文件 [空目录]：先核对再换上，原来的库留在旁边；写了目录就只恢复到那里，演练用。"""

import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from core.chat.runtime import wall_clock
from core.domain.calendar import local
from core.settings import Settings, SettingsError, load
from core.store import restoring
from core.store.errors import StoreError
from core.store.restoring import Restored


def main(arguments: list[str]) -> int:
    """恢复一份；有一样不对就什么都不动，说一句话，返回 1。"""
    if len(arguments) not in {1, 2}:
        sys.stderr.write("用法：python3 run.py restore 备份文件 [空目录]\n")
        return 2
    try:
        settings = load()
        sys.stdout.write(_report(_restore(settings, Path(arguments[0]), arguments[1:]), settings, arguments[1:]))
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _restore(settings: Settings, packed: Path, folder: list[str]) -> Restored:
    now = local(wall_clock(), settings.timezone)
    if folder:
        return restoring.restore_into(packed, Path(folder[0]), now)
    if not settings.database.startswith("sqlite"):
        message = "数据在 PostgreSQL 里，请用 pg_restore 恢复，见 docs/operations.md；什么都没有动。"
        raise SettingsError(message)
    return restoring.restore(packed, Path(make_url(settings.database).database or ""), now)


def _report(done: Restored, settings: Settings, folder: list[str]) -> str:
    where = Path(folder[0]) / "bot.db" if folder else make_url(settings.database).database
    rows, acts, entries = sum(done.manifest.tables.values()), done.verdict.acts, done.verdict.entries
    lines = [
        f"已恢复到 {where}：备份于 {done.manifest.made_at}，{rows} 行与清单一致。",
        f"操作日志 {acts} 条、积分流水 {entries} 笔核对无误。",
    ]
    if done.kept is not None:
        lines.append(f"原来的库留在 {done.kept}，确认无误后可自行删除。")
    lines.append("备份不含 secret.key：换了机器，请把原来的那一个一并放进数据目录，否则加密保存的事由读不出来。")
    return "\n".join([*lines, ""])
