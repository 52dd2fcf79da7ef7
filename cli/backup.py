"""python3 run.py backup [文件]：备份数据库，助手开着也能做；不写文件则放进 DATA_DIR/backups 并清理旧的。"""

import os
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from core.chat.runtime import wall_clock
from core.domain.calendar import local
from core.settings import Settings, SettingsError, load
from core.store import backups
from core.store.errors import StoreError

_LAST_IN_LINE = 19


def main(arguments: list[str]) -> int:
    """备份一份；做不成说一句话，返回 1。"""
    if len(arguments) > 1:
        sys.stderr.write("用法：python3 run.py backup [文件]\n")
        return 2
    try:
        settings = load()
        if not settings.database.startswith("sqlite"):
            sys.stderr.write(on_postgres(settings))
            return 1
        said = back_up(settings, Path(arguments[0]) if arguments else None, local(wall_clock(), settings.timezone))
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(said)
    return 0


def back_up(settings: Settings, destination: Path | None, now: datetime) -> str:
    """备份到 destination，None 是自动的地方；返回要说的话。"""
    source, dropped = Path(make_url(settings.database).database or ""), list[Path]()
    if destination is None:
        destination, dropped = backups.keep(source, backups.folder_in(settings.data), now, _step_aside)
    else:
        backups.make(source, destination, now, _step_aside)
    cleared = f"，清理了 {len(dropped)} 份旧的" if dropped else ""
    size = destination.stat().st_size / 1e6
    return f"已备份到 {destination}（{size:.2f} MB，核对无误{cleared}）。不含 secret.key，请另行保管。\n"


def on_postgres(settings: Settings) -> str:
    """PostgreSQL 由它自己的工具备份：该打的命令，不含密码。"""
    url = make_url(settings.database)
    # 经本机套接字连的，地址写在 ?host= 里
    host = url.host or url.query.get("host") or "localhost"
    where = f"--host={host} --port={url.port or 5432} --username={url.username or 'postgres'}"
    command = f"pg_dump --format=custom {where} --file=bot.dump {url.database}"
    return f"数据在 PostgreSQL 里，请用它自己的工具备份：\n{command}\n恢复用 pg_restore，见 docs/operations.md。\n"


def _step_aside() -> None:
    """让着助手：CPU 有空才用。"""
    if hasattr(os, "nice"):
        os.nice(_LAST_IN_LINE)
