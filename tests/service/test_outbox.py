"""发件箱：写一次，合并计数，认领一次，断了的不重发。"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store import outbox
from core.store.db import Database
from core.store.outbox import Letter, Outgoing, State
from tests.conftest import NOON
from tests.service.samples import later

LEASE = timedelta(minutes=2)
LETTER = Letter("k1", 1, "10000", "group", "20001", "ack", "刚才 {n} 位", NOON, later(hours=1))


async def put(database: Database, *letters: Letter) -> None:
    for letter in letters:
        await database.write(1, lambda session, one=letter: outbox.put(session, one, NOON))


async def claim(database: Database, now: datetime = NOON, accounts: Iterable[str] = ("10000",)) -> list[str]:
    letters = await database.write(None, lambda session: outbox.claim(session, now, list(accounts), LEASE))
    return [letter.key for letter in letters]


async def states(database: Database) -> dict[str, str]:
    def work(session: Session) -> dict[str, str]:
        return {row.key: row.state for row in session.scalars(select(Outgoing).order_by(Outgoing.key))}

    return await database.read(work)


async def counts(database: Database) -> dict[str, int]:
    return await database.read(
        lambda session: {row.key: row.count for row in session.scalars(select(Outgoing).order_by(Outgoing.key))}
    )


async def test_the_same_letter_is_written_once(database: Database) -> None:
    writers = (database.write(number % 4, lambda session: outbox.put(session, LETTER, NOON)) for number in range(20))
    await asyncio.gather(*writers)
    assert await counts(database) == {"k1": 1}


async def test_merging_counts_every_time(database: Database) -> None:
    writers = (database.write(1, lambda session: outbox.merge(session, LETTER, NOON)) for _ in range(20))
    await asyncio.gather(*writers)
    assert await counts(database) == {"k1": 20}


async def test_a_letter_already_on_its_way_is_not_merged_into(database: Database) -> None:
    await database.write(1, lambda session: outbox.merge(session, LETTER, NOON))
    assert await claim(database) == ["k1"]
    await database.write(1, lambda session: outbox.merge(session, LETTER, NOON))
    assert await counts(database) == {"k1": 1}


async def test_a_letter_of_a_refused_work_is_not_sent(database: Database) -> None:
    def refuse(session: Session) -> None:
        outbox.put(session, LETTER, NOON)
        raise RuntimeError

    await asyncio.gather(database.write(1, refuse), return_exceptions=True)
    assert await claim(database) == []


async def test_each_letter_is_claimed_by_one_worker(database: Database) -> None:
    await put(database, *(replace(LETTER, key=f"{number:02}") for number in range(10)))
    claimed = await asyncio.gather(*(claim(database) for _ in range(6)))
    assert sorted(key for keys in claimed for key in keys) == [f"{number:02}" for number in range(10)]
    assert set((await states(database)).values()) == {State.SENDING}


async def test_claims_go_in_the_order_they_are_due(database: Database) -> None:
    await put(
        database,
        replace(LETTER, key="later", not_before=later(minutes=2)),
        replace(LETTER, key="sooner", not_before=later(minutes=1)),
    )
    assert await claim(database, later(minutes=3)) == ["sooner", "later"]


async def test_what_is_not_due_or_not_ours_stays(database: Database) -> None:
    await put(
        database,
        replace(LETTER, key="early", not_before=later(minutes=1)),
        replace(LETTER, key="others", account="10999"),
    )
    assert await claim(database) == []
    assert await claim(database, later(minutes=1)) == ["early"]
    assert await claim(database, accounts=["10000", "10999"]) == ["others"]


async def test_a_stale_letter_is_never_sent(database: Database) -> None:
    await put(database, replace(LETTER, expires_at=later(minutes=5)))
    assert await claim(database, later(minutes=5)) == []
    assert await states(database) == {"k1": State.EXPIRED}


async def test_an_interrupted_sending_is_unknown_and_never_resent(database: Database) -> None:
    await put(database, LETTER)
    assert await claim(database) == ["k1"]
    assert await claim(database, NOON + LEASE - timedelta(seconds=1)) == []
    assert await states(database) == {"k1": State.SENDING}
    assert await claim(database, NOON + LEASE) == []
    assert await states(database) == {"k1": State.UNKNOWN}
    assert await claim(database, later(minutes=30)) == []


async def test_a_settled_letter_is_finished(database: Database) -> None:
    await put(database, LETTER)

    def send(session: Session) -> None:
        [letter] = outbox.claim(session, NOON, ["10000"], LEASE)
        outbox.settle(session, letter.id, {"state": State.SENT, "message_id": "9", "sent_at": NOON})

    await database.write(1, send)
    assert await states(database) == {"k1": State.SENT}
    assert await claim(database, NOON + LEASE) == []
    assert await states(database) == {"k1": State.SENT}


async def test_next_due_is_the_earliest_of_ours_still_waiting(database: Database) -> None:
    def due(*accounts: str) -> object:
        return database.read(lambda session: outbox.next_due(session, list(accounts)))

    assert await due("10000") is None
    await put(
        database,
        replace(LETTER, key="a", not_before=later(minutes=5)),
        replace(LETTER, key="b", not_before=later(minutes=2)),
        replace(LETTER, key="c", not_before=later(minutes=1), account="10999"),
    )
    assert await due("10000") == later(minutes=2)
    assert await due("10000", "10999") == later(minutes=1)
    await claim(database, later(minutes=2))
    assert await due("10000") == later(minutes=5)
