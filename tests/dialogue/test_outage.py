"""平台不让发了：停下来，隔一阵试一件；通了慢慢说，积下的并成一条；运维只听到一头一尾两句。"""

from collections import Counter

import pytest
from inline_snapshot import snapshot
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.manners import Weight
from core.store import digests
from core.store.db import Database
from core.store.outbox import Outgoing
from tests.conftest import NOON
from tests.dialogue.pushes import column, push
from tests.dialogue.stage import BOT, OPERATOR, SILENT, Group, Stage
from tests.service.samples import add_branch

GROUPS = 100
NUMBERS = [str(30_000 + number) for number in range(GROUPS)]


@pytest.fixture
async def city(settled_database: Database) -> Group:
    """一个账号在一百个支部的群里说话，每个群都有三件要说。"""

    def branches(session: Session) -> list[int]:
        return [add_branch(session, f"第{number}党支部", number) for number in NUMBERS]

    ids = await settled_database.write(None, branches)
    group = Group(Stage(settled_database, NOON), {"周工": OPERATOR})
    for number in NUMBERS:
        group.stage.names[number] = f"群{number}"
    for branch_id in ids:
        await push(group, "甲：学习材料已发。", branch_id=branch_id)
        await push(group, "乙：下午三点开会。", Weight.PRIORITY, branch_id=branch_id)
        await push(group, "丙：答题已经开始。", branch_id=branch_id)
    return group


async def tries_by_group(group: Group) -> Counter[str]:
    query = select(Outgoing.target, func.sum(Outgoing.tries)).where(Outgoing.scene == "group").group_by(Outgoing.target)
    return Counter(
        dict(await group.stage.database.read(lambda session: [tuple(row) for row in session.execute(query)]))
    )


def group_lines(said: str) -> list[str]:
    return [line for line in said.split("\n") if line.startswith("群3")]


async def test_twenty_minutes_of_failing_sends_over_a_hundred_groups(city: Group) -> None:
    bot = city.stage.bot
    bot.unreachable |= set(NUMBERS)
    said = await city.stage.wait(minutes=20)
    tries = await tries_by_group(city)
    assert said == snapshot(
        "私下对周工：账号 10000 接连发不出群消息，已暂停主动发言，每五分钟试一次。请检查客户端是否在线、账号是否受限。"
    )
    assert max(tries.values()) <= 3
    assert tries.total() <= 24

    bot.unreachable.clear()
    minutes = [group_lines(await city.stage.wait(seconds=30)) for _ in range(11)]
    first = next(number for number, lines in enumerate(minutes) if lines)
    in_the_first_minute = len(minutes[first]) + len(minutes[first + 1])
    assert in_the_first_minute <= 5
    print(f"一百个群、二十分钟：共试 {tries.total()} 次，一个群至多 {max(tries.values())} 次；")
    print(f"恢复后头一分钟发出 {in_the_first_minute} 条。")


async def test_recovered_each_group_hears_one_digest_and_the_operator_one_all_clear(city: Group) -> None:
    bot = city.stage.bot
    bot.unreachable |= set(NUMBERS)
    await city.stage.wait(minutes=20)
    bot.unreachable.clear()
    said = await city.stage.wait(minutes=15)
    assert [line for line in said.split("\n") if line.startswith("私下")] == snapshot(
        ["私下对周工：账号 10000 又能发出群消息了，积下的会慢慢发出；同一个群积了几件的并成一条。"]
    )
    heard = Counter(line.partition("：")[0] for line in group_lines(said))
    # 试通了的那一个群先听到试的那一件
    assert sorted(heard.values()) == [1] * (GROUPS - 1) + [2]
    assert await city.stage.wait(minutes=30) == SILENT
    assert "due" not in await column(city, "state")


async def test_the_digest_is_numbered(city: Group) -> None:
    city.stage.bot.unreachable |= set(NUMBERS)
    await city.stage.wait(minutes=20)
    city.stage.bot.unreachable.clear()
    await city.stage.wait(minutes=15)
    query = select(Outgoing.text).where(Outgoing.weight == Weight.DIGEST).order_by(Outgoing.id.desc()).limit(1)
    assert await city.stage.database.read(lambda session: session.scalar(query)) == snapshot("""\
11月23日（周一）还有几件事，一并告诉大家：
1. 甲：学习材料已发。
2. 乙：下午三点开会。
3. 丙：答题已经开始。\
""")


async def test_what_went_stale_meanwhile_is_not_folded_in(city: Group) -> None:
    await push(city, "丁：一刻钟后截止。", hours=0.25, branch_id=2)
    city.stage.bot.unreachable |= set(NUMBERS)
    await city.stage.wait(minutes=20)
    now = city.stage.clock()
    await city.stage.database.write(None, lambda session: digests.fold_backlog(session, BOT, now))
    assert not any("截止" in text and text.startswith("11月") for text in await column(city, "text"))


async def test_in_private_the_bot_still_speaks(city: Group) -> None:
    city.stage.bot.unreachable |= set(NUMBERS)
    await city.stage.wait(minutes=2)
    assert (await city.private("周工", "帮助")).startswith("私下对周工：")


async def test_a_resting_group_is_tried_every_five_minutes_with_what_an_officer_confirmed(group: Group) -> None:
    group.stage.bot.unreachable.add(group.group_id)
    await push(group, "学习材料已发。")
    await group.stage.wait(minutes=3)
    assert (await column(group, "tries"))[0] == 3
    await push(group, "会议改到下午四点。", Weight.CONFIRMED)
    await push(group, "平常的一句。")
    group.stage.bot.unreachable.clear()
    assert "会议改到下午四点。" in await group.stage.wait(minutes=6)


async def test_what_an_officer_confirmed_is_still_tried_three_times_at_most(group: Group) -> None:
    group.stage.bot.unreachable.add(group.group_id)
    for text in ("甲。", "乙。"):
        await push(group, text, Weight.CONFIRMED)
    await group.stage.wait(minutes=40)
    assert max(await column(group, "tries")) <= 3
