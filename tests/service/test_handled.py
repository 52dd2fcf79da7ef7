"""办过的消息与发出的消息号。"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.store import handled, sent
from core.store.db import Database
from core.store.handled import Key
from tests.conftest import NOON
from tests.service.samples import later

KEY = Key("10000", "group:20001", "7", "qq", "10001")


async def test_of_fifty_deliveries_one_is_handled(database: Database) -> None:
    claims = await asyncio.gather(
        *(
            # 支部不同，在 PostgreSQL 上排的队也不同；撞在唯一键上也只有一个成
            database.write(number % 3 or None, lambda session: handled.claim(session, KEY, 1, NOON))
            for number in range(50)
        )
    )
    assert sorted(claims) == [False] * 49 + [True]


@pytest.mark.parametrize("other", [{"account": "10999"}, {"scene": "private:10001"}, {"message_id": "8"}])
async def test_another_message_is_another_message(database: Database, other: dict[str, str]) -> None:
    assert await database.write(1, lambda session: handled.claim(session, KEY, 1, NOON))
    assert await database.write(1, lambda session: handled.claim(session, replace(KEY, **other), 1, NOON))


async def test_a_refused_work_does_not_count_as_handled(database: Database) -> None:
    def claim_then_fail(session: object) -> None:
        handled.claim(session, KEY, 1, NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(1, claim_then_fail)
    assert await database.write(1, lambda session: handled.claim(session, KEY, 1, NOON))


async def test_last_branch_is_where_one_spoke_last_in_a_group(database: Database) -> None:
    spoken = [
        (replace(KEY, message_id="1"), 1, NOON),
        (replace(KEY, scene="group:20002", message_id="2"), 2, later(minutes=2)),
        (replace(KEY, message_id="3"), 1, later(minutes=1)),
        (replace(KEY, scene="private:10001", message_id="4"), 1, later(minutes=9)),
        (replace(KEY, scene="group:20003", message_id="5"), None, later(minutes=9)),
        (replace(KEY, message_id="6", user_id="10002"), 1, later(minutes=9)),
        (replace(KEY, message_id="7", platform="other"), 1, later(minutes=9)),
    ]
    for key, branch_id, at in spoken:
        await database.write(1, lambda session, k=key, b=branch_id, t=at: handled.claim(session, k, b, t))
    assert await database.read(lambda session: handled.last_branch(session, "qq", "10001")) == 2
    assert await database.read(lambda session: handled.last_branch(session, "qq", "10009")) is None


async def test_the_latest_of_a_place_is_the_last_before_that_moment(database: Database) -> None:
    spoken = [
        (replace(KEY, message_id="1"), NOON),
        (replace(KEY, message_id="2"), later(minutes=2)),
        (replace(KEY, message_id="3", user_id="10002"), later(minutes=1)),
        (replace(KEY, message_id="4", scene="group:20002"), later(minutes=3)),
        (replace(KEY, message_id="5", account="10999"), later(minutes=3)),
    ]
    for key, at in spoken:
        await database.write(1, lambda session, k=key, t=at: handled.claim(session, k, 1, t))

    def latest(before: object, account: str = "10000") -> object:
        return database.read(lambda session: handled.latest(session, account, "group:20001", before))

    assert await latest(later(hours=1)) == handled.Last("2", later(minutes=2))
    assert await latest(later(minutes=2)) == handled.Last("3", later(minutes=1))
    assert await latest(later(hours=1), "10999") == handled.Last("5", later(minutes=3))
    assert await latest(NOON) is None


async def test_purge_forgets_only_the_old(database: Database) -> None:
    for message_id, at in {"1": NOON, "2": later(days=2)}.items():
        await database.write(
            1, lambda session, m=message_id, t=at: handled.claim(session, replace(KEY, message_id=m), 1, t)
        )
    await database.write(None, lambda session: handled.purge(session, later(days=1)))
    again = [
        await database.write(1, lambda session, m=m: handled.claim(session, replace(KEY, message_id=m), 1, NOON))
        for m in "12"
    ]
    assert again == [True, False]


async def test_sent_messages_are_remembered_once_per_account_oldest_first(database: Database) -> None:
    for number, message_id in enumerate(["a", "b", "c", "b"]):
        await database.write(
            None,
            lambda session, m=message_id, n=number: sent.remember(session, "10000", "group:20001", m, later(minutes=n)),
        )
    await database.write(None, lambda session: sent.remember(session, "10999", "group:20001", "z", NOON))
    assert await database.read(lambda session: sent.recent(session, "10000")) == ["a", "b", "c"]


async def test_sent_purge_forgets_only_the_old(database: Database) -> None:
    for message_id, at in {"a": NOON, "b": NOON + timedelta(days=2)}.items():
        await database.write(
            None, lambda session, m=message_id, t=at: sent.remember(session, "10000", "group:20001", m, t)
        )
    await database.write(None, lambda session: sent.purge(session, later(days=1)))
    assert await database.read(lambda session: sent.recent(session, "10000")) == ["b"]
