"""权限：docs/permissions.md 的每一格——每条口令 × 每种人——都真的从门里走一遍。

口令、人、说可以不可以，都取自登记的口令表和 cli._kinds，以后登记的口令自然在内。
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli._kinds import KINDS, Kind, can, spoken
from cli._plugins import load_routes
from core.chat.declarations import Route
from core.chat.outcome import NO_BRANCH, NO_TEMPORARY, NOT_ALLOWED, NOT_ON_ROSTER, PRIVATE_ONLY
from core.domain.typed import typed
from core.store import seeding
from core.store.db import Base, Database, connect
from tests.conftest import NOON, Engine, run
from tests.dialogue.stage import PEOPLE, SILENT, Group, Stage

T = TypeVar("T")
ROUTES = load_routes()
REFUSALS = (NO_BRANCH, NO_TEMPORARY, NOT_ALLOWED, NOT_ON_ROSTER, PRIVATE_ONLY)
APART = {"handled", "sent"}
"""听过哪一条、自己说过哪一条，与办没办成无关。"""
MORE = {"新来的": "10090", "到期者": "10091", "外来书记": "10092", "生人": "10099"}
WHO = {
    "不在册": "生人",
    "群成员（待核对）": "新来的",
    "群众": "孙丽",
    "党员": "张三",
    "群主（QQ）": "王五",
    "群管理员（QQ）": "王五",
    "书记": "王建国",
    "副书记": "赵六",
    "组织委员": "李红梅",
    "宣传委员": "陈志强",
    "纪检委员": "赵明",
    "党小组组长": "吴芳",
    "被授权者": "刘洋",
    "授权过期者": "到期者",
    "别的支部的书记": "外来书记",
    "匿名": "王建国",
    "临时会话": "王建国",
    "运维": "周工",
}
ORDERS = [
    "设职务 赵六 副书记",
    "定类别 孙丽 群众",
    "定类别 吴芳 正式党员",
    "党小组 吴芳 第一小组",
    "设职务 吴芳 党小组组长",
    "定类别 到期者 正式党员",
    "授权 到期者 发通知 1天",
    "授权 刘洋 发通知 7天",
]


class Undone:
    """照常在事务里办，办完全部退回：试过的事不影响后面的。"""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, branch_id: int | None, work: Callable[[Session], T]) -> T:
        done: list[T] = []

        def and_back(session: Session) -> None:
            done.append(work(session))
            session.flush()
            raise _Back

        with suppress(_Back):
            await self._database.write(branch_id, and_back)
        return done[0]

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._database.read(work)

    async def close(self) -> None:
        raise AssertionError


class _Back(Exception):
    """退回。"""


async def prepare(url: str) -> None:
    """各种人都备齐：副书记、组长、群众、授过权的、授权到了期的、别的支部的书记。"""
    database = connect(url)
    stage = Stage(database, NOON, first_id=500)
    group = Group(stage, PEOPLE)
    other = Group(stage, {"周工": PEOPLE["周工"], "外来书记": MORE["外来书记"]}, "20002", "别的群")
    assert "已绑定" in await other.say("周工", "绑定支部 别的支部")
    assert "已登记" in await other.say("周工", "设职务 @外来书记 书记")
    for name in ("新来的", "到期者", "外来书记"):
        group.add(name, MORE[name])
        await group.joined(MORE[name])
    for order in ORDERS:
        assert "已" in await group.private("王建国", order), order
    stage.clock.move(days=3)
    await database.write(None, lambda session: seeding.sow(session, stage.clock()))
    for name in PEOPLE:
        # 两个支部都在的，私聊按最近说过话的支部办
        await group.say(name, "帮助")
    await database.close()


@pytest.fixture(scope="module")
def ready(engine_of: Callable[[str], Engine], settled: Callable[[str], str]) -> str:
    url = engine_of("sqlite").create(settled("sqlite"))
    run(prepare(url))
    return url


def frame_of(group: Group, kind: Kind, route: Route, text: str) -> dict[str, Any]:
    """这种人说这句话的报文：只能私聊的、不在册的私下说，其余在群里说。"""
    frame = group.frame(WHO[kind.title], text)
    roles = {"群主（QQ）": "owner", "群管理员（QQ）": "admin"}
    frame["sender"]["role"] = roles.get(kind.title, "member")
    if kind.title == "匿名":
        return frame | {"sub_type": "anonymous", "anonymous": {"id": 1, "name": "匿名", "flag": "f"}}
    if kind.title == "临时会话":
        return frame | {"message_type": "private", "sub_type": "group"}
    if not kind.here or (route.spec.where == "private" and not kind.visiting):
        frame |= {"message_type": "private", "sub_type": "friend"}
        del frame["group_id"]
    return frame


async def everything(database: Database) -> dict[str, list[Any]]:
    def work(session: Session) -> dict[str, list[Any]]:
        tables = [one for one in Base.metadata.sorted_tables if one.name not in APART]
        return {one.name: sorted(map(repr, session.execute(select(one)))) for one in tables}

    return await database.read(work)


def fits(route: Route, answer: str, *, permitted: bool) -> bool:
    """可以办的，例子照打就有回音，且不是那几句拒绝；不可以的，是那几句之一，或不出声。"""
    refused = any(answer.endswith(one) for one in REFUSALS)
    if not permitted:
        return refused or answer == SILENT
    return not refused and (answer != SILENT or route.spec.listed != "example")


@pytest.mark.parametrize("intent", ROUTES.by_intent)
def test_every_example_is_understood(intent: str) -> None:
    route = ROUTES.by_intent[intent]
    assert intent in {one.intent for one in ROUTES.book.find(typed(spoken(route)))}, spoken(route)


def test_every_kind_of_person_is_played_by_somebody() -> None:
    assert set(WHO) == {kind.title for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
async def test_every_order(kind: Kind, ready: str, engine_of: Callable[[str], Engine]) -> None:
    url = engine_of("sqlite").create(ready)
    database = connect(url)
    stage = Stage(database, NOON, first_id=5000)
    stage.clock.move(days=3)
    group = Group(stage, PEOPLE | MORE)
    before, wrong = await everything(database), list[tuple[str, str]]()
    for route in ROUTES.by_intent.values():
        text = spoken(route)
        chosen = ROUTES.choose(typed(text), kind.actor, 1 if kind.here else None)
        assert chosen is not None
        permitted = can(kind, chosen[0])
        stage.runtime.database = Undone(database) if permitted else database
        answer = await stage.hear(frame_of(group, kind, chosen[0], text))
        if not fits(chosen[0], answer, permitted=permitted):
            wrong.append((text, answer))
    after = await everything(database)
    await database.close()
    engine_of("sqlite").drop(url)
    assert wrong == []
    assert after == before
