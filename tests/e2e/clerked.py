"""多装一个收发文件的小插件的助手：python -m tests.e2e.clerked run。"""

import sys
from pathlib import Path

import bot
from cli import run
from core.chat.runtime import wall_clock
from core.files.cards import Press
from core.settings import ROOT, load
from core.store import migrate
from tests.dialogue.clerk import clerk


def main() -> None:
    """与正式的一样启动；模板取自测试的目录。"""
    settings = load()
    settings.data.mkdir(parents=True, exist_ok=True)
    clerk(Path(settings.data)).install()
    with migrate.hold(settings.database):
        migrate.upgrade(settings.database, wall_clock())
        house = bot.build(settings)
        house.runtime.draw = Press(ROOT / "tests" / "files" / "cards").draw
        run.serve()


if __name__ == "__main__":
    sys.exit(main())
