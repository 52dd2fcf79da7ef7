"""运维的口令：状态、自检、支部列表；只给运维，只在私聊，不列任何人的姓名。"""

import tomllib
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from core import VERSION
from core.settings import ROOT
from core.store import letters
from core.store.letters import Notice
from tests.conftest import KINDS
from tests.dialogue.stage import PEOPLE, Group

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
ORDERS = ["状态", "自检", "备份", "恢复备份", "支部列表"]


@pytest.fixture
def placed(group: Group, tmp_path: Path) -> Group:
    """数据目录在 tmp_path。"""
    stage = group.stage
    stage.settings = stage.runtime.settings = stage.settings.model_copy(update={"data_dir": tmp_path})
    return group


@BOTH
async def test_the_status(placed: Group) -> None:
    placed.stage.clock.move(hours=3)
    now = placed.stage.clock()
    notice = Notice("k", "summary", "小结", "今天有同志登记了学习", now.replace(year=2027))
    await placed.stage.database.write(1, lambda session: letters.to_group(session, 1, notice, now))
    said = await placed.private("周工", "状态")
    lines = [line for line in said.splitlines() if "磁盘" not in line]
    assert "\n".join(lines) == snapshot("""\
私下对周工：在线账号：10000（已连 3 小时）。
支部：1 个。
发件箱：待发 1 件，其中搁置 0 件（安静时段、节假日、禁言）；最近七天没有发成 0 件、说不准送到没有 0 件。
上次备份：还没有。
版本 0.1.0。\
""")


async def test_the_status_says_when_the_last_backup_was(placed: Group, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "bot-20261123-034000.tar.gz").touch()
    said = await placed.private("周工", "状态")
    assert "上次备份：11月23日（周一）03:40。" in said


async def test_the_checkup_says_what_to_change(placed: Group) -> None:
    said = await placed.private("周工", "自检")
    assert "ONEBOT_ACCESS_TOKEN" in said
    assert said.count("→") == sum(line.startswith("✗") for line in said.splitlines())


async def test_the_branches(placed: Group) -> None:
    assert await placed.private("周工", "支部列表") == snapshot("""\
私下对周工：支部 1 个：
1. 示范党支部：在册 12 人，群 20001，账号 10000\
""")


async def test_no_branch_yet(new_group: Group) -> None:
    assert "还没有支部" in await new_group.private("周工", "支部列表")
    assert "支部：0 个" in await new_group.private("周工", "状态")


@pytest.mark.parametrize("order", ORDERS)
async def test_nobody_is_named(placed: Group, order: str) -> None:
    said = (await placed.private("周工", order)).removeprefix("私下对周工：")
    assert not [name for name in PEOPLE if name in said]


@pytest.mark.parametrize("order", ORDERS)
async def test_for_the_operator_in_private_only(placed: Group, order: str) -> None:
    assert await placed.private("王建国", order) == "私下对王建国：这件事您没有权限办理，如有疑问请联系支部书记。"
    assert "请在私聊中办理" in await placed.say("周工", order)


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
