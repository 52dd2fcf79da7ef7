"""一轮答题中途被 kill -9：起来接着走，作过的答都在，结果只说一次，积分不多不少。"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from core.domain.questions import Question, QuestionType, Source
from core.store.db import connect
from core.store.questions import BUILT_IN
from tests.dialogue.bank import stock
from tests.e2e.books import chain_is_whole, number
from tests.e2e.house import OPERATOR, House
from tests.e2e.waiting import until
from tests.e2e.wire import Wire, wired

PEOPLE = [str(60_001 + i) for i in range(5)]
SOURCE = Source("基准条例", 2026, "一")


async def fill(house: House) -> None:
    """题库里放两道判断题；助手此时停着。"""
    asked = [Question(f"{one}。", QuestionType.JUDGE, (), "对", "", SOURCE) for one in ("甲乙", "丙丁")]
    database = connect(f"sqlite:///{house.database}")
    await database.write(None, lambda session: stock(session, BUILT_IN, asked, datetime.now(UTC)))
    await database.close()


def hurry(house: House) -> None:
    """到时的那一步提到这一分钟：不必真等两分钟。助手此时停着。"""
    moment = (datetime.now(UTC) - timedelta(minutes=1)).replace(second=0, microsecond=0)
    with closing(sqlite3.connect(house.database)) as connection, connection:
        kept = connection.execute("SELECT cron FROM schedule WHERE job = 'next_question'").fetchone()
        assert json.loads(kept[0])["minute"] is not None
        connection.execute(
            "UPDATE schedule SET next_at = ? WHERE job = 'next_question'", (moment.strftime("%Y-%m-%d %H:%M:%S.%f"),)
        )


async def asked(wire: Wire, words: str) -> None:
    await until(lambda: any(words in text for text in wire.texts), words, 90)


async def begin(wire: Wire) -> None:
    """设书记，开一轮两题的。"""
    await wire.say(OPERATOR, f"设职务 {PEOPLE[0]} 书记")
    await asked(wire, "书记")
    await wire.say(PEOPLE[0], "安静时段 关", None)
    await asked(wire, "安静时段")
    await wire.say(PEOPLE[0], "答题 2题 基准条例", None)
    await asked(wire, "请核对")
    await wire.say(PEOPLE[0], "确认", None)
    await asked(wire, "第 1/2 题")


async def test_a_round_goes_on_after_kill_9(build_house: Callable[..., House]) -> None:
    house = build_house()
    await house.start()
    async with wired(house, listed=PEOPLE) as wire:
        await wire.binds()
    await house.stop()
    await fill(house)
    await house.start()
    async with wired(house, listed=PEOPLE) as wire:
        await begin(wire)
        await wire.acked(*[await wire.say(one, "对") for one in PEOPLE])
        await wire.acked(await wire.say(PEOPLE[1], "错"))
    for words in ("第 2/2 题", "答题结束"):
        house.kill()
        hurry(house)
        await house.start()
        async with wired(house, listed=PEOPLE) as wire:
            await asked(wire, words)
            if words != "答题结束":
                await wire.acked(*[await wire.say(one, "√") for one in PEOPLE[:4]])
    await house.stop()
    assert number(house.database, "SELECT count(*) FROM quiz_answer WHERE right") == 8
    assert number(house.database, "SELECT count(*) FROM outbox WHERE kind = 'quiz_result' AND state = 'sent'") == 1
    assert number(house.database, "SELECT sum(points) FROM ledger_entry WHERE rule = 'quiz'") == 9
    assert number(house.database, "SELECT sum(points) FROM ledger_entry WHERE rule = 'quiz_right'") == 8
    assert chain_is_whole(house.database)
