"""发件箱：写一次，合并计数，认领一次；断了的先找下落，长文一段接一段。"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from core.domain.dialogue import LONGEST
from core.domain.manners import Weight
from core.store import outbox, sent
from core.store.db import Database, table_of
from core.store.outbox import Lease, Letter, Outgoing, State
from tests.conftest import NOON
from tests.service.samples import later

LEASE = Lease("我", timedelta(minutes=2))
LETTER = Letter("k1", 1, "10000", "group", "20001", "ack", "刚才 {n} 位", NOON, later(hours=1))
HERE = "group:20001"


async def put(database: Database, *letters: Letter) -> None:
    for letter in letters:
        await database.write(1, lambda session, one=letter: outbox.put(session, one, NOON))


async def claim(
    database: Database,
    now: datetime = NOON,
    account: str = "10000",
    *,
    avoid: Collection[str] = (),
    lease: Lease = LEASE,
    queue: int | None = None,
) -> str | None:
    """认领下一件，返回它的 key；queue 不同，在 PostgreSQL 上排的队也不同。"""
    letter = await database.write(queue, lambda session: outbox.claim(session, account, now, lease, avoid))
    return letter.key if letter else None


async def finish(database: Database, key: str, state: State, **changes: object) -> None:
    """一件投递有了结果。"""

    def work(session: Session) -> None:
        letter_id = session.scalars(select(Outgoing.id).where(Outgoing.key == key)).one()
        outbox.settle(session, letter_id, {"state": state.value, **changes})

    await database.write(1, work)


async def rows(database: Database, *fields: str) -> dict[str, Any]:
    """各件的某几项，按 key 取。"""

    def work(session: Session) -> dict[str, Any]:
        found = session.scalars(select(Outgoing).order_by(Outgoing.id))
        return {row.key: tuple(getattr(row, field) for field in fields) for row in found}

    found = await database.read(work)
    return {key: values[0] for key, values in found.items()} if len(fields) == 1 else found


class TestWriting:
    async def test_the_same_letter_is_written_once(self, database: Database) -> None:
        writers = (
            database.write(number % 4, lambda session: outbox.put(session, LETTER, NOON)) for number in range(20)
        )
        await asyncio.gather(*writers)
        assert await rows(database, "count") == {"k1": 1}

    async def test_writing_it_again_with_more_words_adds_nothing(self, database: Database) -> None:
        """同一件事只说一次：后来的长一些，也不能只把多出来的那一段发出去。"""
        await put(database, LETTER, replace(LETTER, text="长" * (LONGEST + 1)))
        assert await rows(database, "text") == {"k1": "刚才 {n} 位"}

    async def test_merging_counts_every_time(self, database: Database) -> None:
        writers = (database.write(1, lambda session: outbox.merge(session, LETTER, NOON)) for _ in range(20))
        await asyncio.gather(*writers)
        assert await rows(database, "count", "spoken") == {"k1": (20, "刚才 20 位")}

    async def test_only_a_merged_letter_has_its_number_filled_in(self, database: Database) -> None:
        await put(database, replace(LETTER, kind="notice", text="请写成 {n} 的样子"))
        assert await rows(database, "spoken") == {"k1": "请写成 {n} 的样子"}

    async def test_a_letter_already_on_its_way_is_not_merged_into(self, database: Database) -> None:
        await database.write(1, lambda session: outbox.merge(session, LETTER, NOON))
        assert await claim(database) == "k1"
        await database.write(1, lambda session: outbox.merge(session, LETTER, NOON))
        assert await rows(database, "count") == {"k1": 1}

    async def test_a_letter_of_a_refused_work_is_not_sent(self, database: Database) -> None:
        def refuse(session: Session) -> None:
            outbox.put(session, LETTER, NOON)
            raise RuntimeError

        await asyncio.gather(database.write(1, refuse), return_exceptions=True)
        assert await claim(database) is None


class TestClaiming:
    async def test_each_letter_is_claimed_by_one_worker(self, database: Database) -> None:
        keys = [f"{number:02}" for number in range(40)]
        await put(database, *(replace(LETTER, key=key) for key in keys))
        claimed: list[str] = []
        while found := [key for key in await asyncio.gather(*(claim(database, queue=n) for n in range(6))) if key]:
            claimed += found
        assert sorted(claimed) == keys
        assert set((await rows(database, "state")).values()) == {State.SENDING}

    async def test_the_one_that_claims_it_is_on_record(self, database: Database) -> None:
        await put(database, LETTER)
        await claim(database)
        assert await rows(database, "leased_by", "tries", "tried_at") == {"k1": ("我", 1, NOON)}

    async def test_they_go_in_the_order_they_are_due_then_in_the_order_written(self, database: Database) -> None:
        await put(
            database,
            replace(LETTER, key="later", not_before=later(minutes=2)),
            replace(LETTER, key="sooner", not_before=later(minutes=1)),
            replace(LETTER, key="sooner too", not_before=later(minutes=1)),
        )
        claimed = [await claim(database, later(minutes=3)) for _ in range(4)]
        assert claimed == ["sooner", "sooner too", "later", None]

    async def test_what_is_not_due_or_not_ours_stays(self, database: Database) -> None:
        await put(
            database,
            replace(LETTER, key="early", not_before=later(minutes=1)),
            replace(LETTER, key="others", account="10999"),
        )
        assert await claim(database) is None
        assert await claim(database, later(minutes=1)) == "early"
        assert await claim(database, account="10999") == "others"

    async def test_places_to_avoid_are_passed_over(self, database: Database) -> None:
        elsewhere = replace(LETTER, key="there", target="20002")
        person = replace(LETTER, key="person", scene="private", target="20001")
        await put(database, LETTER, elsewhere, person)
        assert await claim(database, avoid={HERE}) == "there"
        assert await claim(database, avoid={HERE}) == "person"
        assert await claim(database, avoid={HERE}) is None
        assert await claim(database) == "k1"

    async def test_a_long_line_for_a_resting_place_is_not_searched_to_its_end(self, database: Database) -> None:
        """前面的都要歇一会儿，就等着；不为后面的一件把几万件翻一遍。"""
        await put(database, *(replace(LETTER, key=f"{number:02}") for number in range(40)))
        await put(database, replace(LETTER, key="there", target="20002"))
        assert await claim(database, avoid={HERE}) is None
        assert await claim(database) == "00"

    async def test_a_stale_letter_is_ended_and_the_next_one_claimed(self, database: Database) -> None:
        stale = [replace(LETTER, key=f"{number:02}", expires_at=later(minutes=5)) for number in range(40)]
        await put(database, *stale, LETTER)
        assert await claim(database, later(minutes=5)) == "k1"
        found = await rows(database, "state", "error")
        assert {found[letter.key] for letter in stale} == {(State.EXPIRED, "过了时限，没有发")}

    async def test_a_settled_letter_is_finished(self, database: Database) -> None:
        await put(database, LETTER)
        await claim(database)
        await finish(database, "k1", State.SENT, message_id="9", sent_at=NOON)
        assert await claim(database, later(minutes=30)) is None
        assert await rows(database, "state", "message_id", "sent_at") == {"k1": (State.SENT, "9", NOON)}


class TestPages:
    """长文分成几段，一段送到了才发下一段。"""

    @pytest.fixture(autouse=True)
    async def three_pages(self, database: Database) -> None:
        await put(database, replace(LETTER, text="\n".join(mark * LONGEST for mark in "甲乙丙")))

    async def test_they_are_written_one_after_another(self, database: Database) -> None:
        found = await rows(database, "text", "after")
        assert {key: (words[0], len(words), after) for key, (words, after) in found.items()} == {
            "k1": ("甲", LONGEST, None),
            "k1#2": ("乙", LONGEST, "k1"),
            "k1#3": ("丙", LONGEST, "k1#2"),
        }

    async def test_a_later_page_waits_for_the_former(self, database: Database) -> None:
        assert [await claim(database), await claim(database)] == ["k1", None]
        for state in (State.SEEKING, State.DUE):
            # 没有回音的、要再试的，都还没有送到
            await finish(database, "k1", state, next_at=later(minutes=9))
            assert await claim(database) is None
        await finish(database, "k1", State.SENT)
        assert [await claim(database), await claim(database)] == ["k1#2", None]

    @pytest.mark.parametrize("end", [State.FAILED, State.UNKNOWN, State.EXPIRED])
    async def test_when_one_did_not_arrive_the_rest_are_not_sent(self, database: Database, end: State) -> None:
        await claim(database)
        await finish(database, "k1", end)
        assert await claim(database) is None
        why = "前一段没有送到，这一段没有发"
        assert await rows(database, "state", "error") == {
            "k1": (end, None),
            "k1#2": (State.EXPIRED, why),
            "k1#3": (State.EXPIRED, why),
        }

    async def test_a_waiting_page_lets_other_letters_pass(self, database: Database) -> None:
        await put(database, replace(LETTER, key="other"))
        assert [await claim(database), await claim(database)] == ["k1", "other"]


class TestExpiring:
    async def test_at_most_so_many_at_a_time(self, database: Database) -> None:
        await put(database, *(replace(LETTER, key=f"{number}", account="不在线") for number in range(5)))

        def work(session: Session) -> int:
            return outbox.expire(session, later(hours=1), 3)

        assert [await database.write(None, work) for _ in range(3)] == [3, 2, 0]
        assert set((await rows(database, "state")).values()) == {State.EXPIRED}

    async def test_what_is_in_time_or_on_its_way_is_left_alone(self, database: Database) -> None:
        await put(database, LETTER, replace(LETTER, key="k2", expires_at=later(hours=2)))
        await claim(database)
        assert await database.write(None, lambda session: outbox.expire(session, later(hours=1), 9)) == 0
        assert await rows(database, "state") == {"k1": State.SENDING, "k2": State.DUE}


class TestOrphans:
    """发到一半没有下文的：认领它的进程没了，或者自己没有在办。"""

    async def orphan(self, database: Database, me: str, *busy: int) -> int:
        # 给一个远在后头的时刻：PostgreSQL 上看的是库的钟，与它无关
        return await database.write(None, lambda session: outbox.orphan(session, me, busy, later(days=9999)))

    async def test_of_a_dead_process(self, database: Database, kind: str) -> None:
        """SQLite 只有一个进程，别的认领的就是没了；PostgreSQL 上可能是另一台，等租约到期。"""
        await put(database, LETTER)
        await claim(database, lease=Lease("从前的", timedelta(hours=1)))
        assert await self.orphan(database, "现在的") == (1 if kind == "sqlite" else 0)
        expected = State.SEEKING if kind == "sqlite" else State.SENDING
        assert await rows(database, "state") == {"k1": expected}

    async def test_once_the_lease_is_over(self, database: Database) -> None:
        await put(database, LETTER)
        await claim(database, lease=Lease("从前的", timedelta(seconds=-1)))
        assert await self.orphan(database, "现在的") == 1
        assert await rows(database, "state", "error") == {"k1": (State.SEEKING, "发送中断，不知是否送达")}
        assert await claim(database, later(minutes=30)) is None

    async def test_of_our_own_only_what_is_not_in_hand(self, database: Database) -> None:
        await put(database, LETTER, replace(LETTER, key="k2"))
        await claim(database)
        await claim(database)
        ids = await rows(database, "id")
        assert await self.orphan(database, "我", *ids.values()) == 0
        assert await self.orphan(database, "我", ids["k1"]) == 1
        assert await rows(database, "state") == {"k1": State.SENDING, "k2": State.SEEKING}
        assert await self.orphan(database, "我") == 1

    async def test_what_is_being_looked_for_is_listed_by_account(self, database: Database) -> None:
        await put(
            database,
            *(replace(LETTER, key=f"{number}", not_before=later(minutes=-number)) for number in range(4)),
            replace(LETTER, key="others", account="10999"),
        )
        for key in ("0", "2", "3", "others"):
            await finish(database, key, State.SEEKING)

        def keys(session: Session) -> list[str]:
            return [letter.key for letter in outbox.seeking(session, "10000", 2)]

        assert await database.read(keys) == ["3", "2"]


class TestChangingHands:
    async def test_only_the_unsent_letters_of_that_branch_are_handed_over(self, database: Database) -> None:
        await put(
            database,
            LETTER,
            replace(LETTER, key="sending", not_before=later(minutes=-1)),
            replace(LETTER, key="other branch", branch_id=2),
            replace(LETTER, key="other account", account="10777"),
        )
        await claim(database)
        await database.write(1, lambda session: outbox.hand_over(session, 1, "10000", "10999"))
        assert await rows(database, "account") == {
            "k1": "10999",
            "sending": "10000",
            "other branch": "10000",
            "other account": "10777",
        }


async def test_after_the_clock_went_back_only_retries_are_hastened(database: Database) -> None:
    await put(
        database,
        replace(LETTER, key="planned", not_before=later(days=1)),
        replace(LETTER, key="retry", not_before=NOON),
        replace(LETTER, key="soon", not_before=NOON),
    )
    await claim(database)
    await claim(database)
    await finish(database, "retry", State.DUE, next_at=later(days=1))
    await finish(database, "soon", State.DUE, next_at=later(minutes=1))
    await database.write(None, lambda session: outbox.hasten(session, later(minutes=2), NOON))
    assert await rows(database, "next_at") == {"planned": later(days=1), "retry": NOON, "soon": later(minutes=1)}


async def test_what_others_wait_for_goes_before_a_pile_of_reminders(database: Database) -> None:
    reminders = [
        replace(LETTER, key=f"r{one}", scene="private", target=f"1000{one}", weight=Weight.REMINDER) for one in range(3)
    ]
    await put(database, *reminders, replace(LETTER, key="group"), replace(LETTER, key="later"))
    assert await claim(database) == "group"
    assert await claim(database, avoid={HERE}) == "r0"
    assert [await claim(database) for _ in range(3)] == ["later", "r1", "r2"]


async def test_next_due_is_the_earliest_of_that_account_still_waiting(database: Database) -> None:
    def due(account: str) -> Any:
        return database.read(lambda session: outbox.next_due(session, account))

    assert await due("10000") is None
    await put(
        database,
        replace(LETTER, key="a", not_before=later(minutes=5)),
        replace(LETTER, key="b", not_before=later(minutes=2)),
        replace(LETTER, key="c", not_before=later(minutes=1), account="10999"),
    )
    assert [await due("10000"), await due("10999")] == [later(minutes=2), later(minutes=1)]
    await claim(database, later(minutes=2))
    assert await due("10000") == later(minutes=5)


async def test_message_numbers_are_known_only_where_they_were_said(database: Database) -> None:
    await put(database, LETTER, replace(LETTER, key="k2"), replace(LETTER, key="k3", target="20002"))
    for key, message_id in {"k1": "7", "k2": None, "k3": "8"}.items():
        await finish(database, key, State.SENT, message_id=message_id)
    await database.write(None, lambda session: sent.remember(session, "10000", HERE, "9", NOON))

    def known(session: Session) -> tuple[set[str], set[str]]:
        asked = ["7", "8", "9"]
        return outbox.claimed_ids(session, HERE, asked), sent.known(session, "10000", HERE, asked)

    assert await database.read(known) == ({"7"}, {"9"})
    assert await database.read(lambda session: outbox.claimed_ids(session, HERE, [])) == set()


async def test_purge_removes_only_what_ended_long_ago(database: Database) -> None:
    await put(database, *(replace(LETTER, key=state.value) for state in State))
    for state in State:
        await finish(database, state.value, state)
    await database.write(None, lambda session: outbox.purge(session, NOON))
    assert len(await rows(database, "state")) == len(State)
    await database.write(None, lambda session: outbox.purge(session, later(seconds=1)))
    assert set(await rows(database, "state")) == {"due", "sending", "seeking"}


class TestManyLetters:
    """发件箱里有两万件时，每一步仍走索引；看的是执行计划，不是快慢。"""

    @pytest.fixture(autouse=True)
    async def twenty_thousand(self, database: Database) -> None:
        def row(number: int) -> dict[str, object]:
            # 多半早已发出，一百件里有一件还等着，等着的分在二十个账号上
            waiting, at = number % 100 == 0, later(seconds=number)
            return {
                "key": str(number),
                "branch_id": 1,
                "account": f"{10000 + number // 100 % 20}",
                "scene": "group",
                "target": "20001",
                "kind": "ack",
                "weight": "echo",
                "title": "",
                "text": "话",
                "count": 1,
                "state": (State.DUE if waiting else State.SENT).value,
                "tries": 0,
                "next_at": at,
                "expires_at": at + timedelta(hours=1),
                "created_at": NOON,
            }

        def fill(session: Session) -> None:
            session.execute(insert(table_of(Outgoing)), [row(number) for number in range(20_000)])
            session.execute(text("ANALYZE outbox"))

        await database.write(None, fill)

    async def plans(self, database: Database, work: Callable[[Session], object]) -> str:
        """执行 work，返回它各条语句的执行计划。"""

        def explain(session: Session) -> str:
            connection, seen = session.connection(), list[tuple[str, Any]]()

            def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
                seen.append((statement, parameters))

            event.listen(connection, "before_cursor_execute", note)
            work(session)
            event.remove(connection, "before_cursor_execute", note)
            how = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
            found = [
                connection.exec_driver_sql(f"{how} {statement}", parameters)
                for statement, parameters in seen
                if "outbox" in statement and "clock_timestamp" not in statement
            ]
            return "\n".join(" ".join(map(str, line)) for lines in found for line in lines)

        return await database.write(None, explain)

    @pytest.mark.parametrize(
        ("work", "index"),
        [
            pytest.param(lambda session: outbox.next_due(session, "10007"), "ix_outbox_due", id="next_due"),
            pytest.param(
                lambda session: outbox.claim(session, "10007", later(hours=1), LEASE), "ix_outbox_due", id="claim"
            ),
            pytest.param(lambda session: outbox.seeking(session, "10007", 8), "ix_outbox_", id="seeking"),
            pytest.param(
                lambda session: outbox.expire(session, later(minutes=61), 500), "ix_outbox_state", id="expire"
            ),
            pytest.param(lambda session: outbox.orphan(session, "我", [], NOON), "ix_outbox_state", id="orphan"),
        ],
    )
    async def test_an_index_is_used(self, database: Database, work: Callable[[Session], object], index: str) -> None:
        plan = await self.plans(database, work)
        assert index in plan
        assert "Seq Scan on outbox" not in plan
        assert "SCAN outbox" not in plan
