"""python3 run.py revision 编号 说明：照各表的模型生成新一版迁移，生成后要读一遍再提交。"""

import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from core.chat.runtime import wall_clock
from core.settings import ROOT
from core.store import migrate
from core.store.db import Base

STORES = (
    "announcements",
    "audit",
    "branches",
    "checkins",
    "connections",
    "consequences",
    "delegations",
    "figures",
    "firing",
    "handled",
    "ledger",
    "manners",
    "members",
    "notices",
    "outgoing",
    "pending",
    "preferences",
    "questions",
    "rules",
    "sent",
    "study",
)


def load_tables() -> None:
    """把 core.store 和各插件的表都引进来，Base.metadata 才是全的。"""
    for name in STORES:
        import_module(f"core.store.{name}")
    for path in sorted((ROOT / "plugins").glob("*/tables.py")):
        import_module(f"plugins.{path.parent.name}.tables")


def main(arguments: list[str]) -> int:
    """在一个升级到最新的空库上比出差别。"""
    if len(arguments) != 2:  # noqa: PLR2004 编号与说明
        sys.stderr.write("用法：python3 run.py revision 0002 说明\n")
        return 2
    load_tables()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        if any((migrate.MIGRATIONS / "versions").glob("*.py")):
            migrate.upgrade(url, wall_clock())
        engine = create_engine(url)
        with engine.begin() as connection:
            config = migrate.config()
            config.attributes.update(connection=connection, metadata=Base.metadata, batch=arguments[0] != "0001")
            command.revision(config, message=arguments[1], autogenerate=True, rev_id=arguments[0])
        engine.dispose()
    return 0
