"""分寸与意愿的存取：默认、另设、今天说了几句、一件此刻怎么办、并入汇总、恢复以后、各人的意愿。"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local
from core.domain.manners import Manners, Weight
from core.store import digests, manners, outbox, preferences
from core.store.db import Database
from core.store.manners import LIMIT, QUIET_FROM, QUIET_UNTIL
from core.store.outbox import Lease, Letter, Outgoing, State, Terms
from core.store.preferences import FOREVER, Wishes
from tests.conftest import NOON
from tests.service.samples import ACCOUNT, GROUP, ZONE, a_branch_with, add_branch, later

LETTER = Letter("k", 1, ACCOUNT, "group", GROUP, "push", "话。", NOON, later(days=3), Weight.ROUTINE, "一件")
LEASE = Lease("我", timedelta(minutes=2))


@pytest.fixture
async def branch(database: Database) -> Database:
    """一个支部，一个人（账号 10001）。"""
    await database.write(None, a_branch_with("张三"))
    return database


async def put(database: Database, key: str, **changes: Any) -> None:
    letter = replace(LETTER, key=key, text=f"{key}。", **changes)
    await database.write(1, lambda session: outbox.put(session, letter, letter.not_before))


async def send(database: Database, now: datetime = NOON) -> list[str]:
    """把此刻能发的都发了，返回各件的 key。"""

    def work(session: Session) -> str | None:
        terms = Terms(lambda letter: manners.obey(session, letter, now))
        letter = outbox.claim(session, ACCOUNT, now, LEASE, (), terms)
        if letter is None:
            return None
        outbox.settle(session, letter.id, {"state": State.SENT, "sent_at": now})
        return letter.key

    sent: list[str] = []
    while key := await database.write(None, work):
        sent.append(key)
    return sent


async def rows(database: Database, *names: str) -> dict[str, Any]:
    def work(session: Session) -> dict[str, Any]:
        found = session.scalars(select(Outgoing).order_by(Outgoing.id))
        return {row.key: tuple(getattr(row, name) for name in names) for row in found}

    return await database.read(work)


async def said(database: Database, now: datetime = NOON) -> int:
    return await database.read(lambda session: manners.said_today(session, 1, local(now, ZONE)))


DIGEST = "digest:1:20261123"
EVENING = later(hours=8)


class TestSettings:
    async def test_without_a_row_the_defaults(self, branch: Database) -> None:
        expected = Manners(QUIET_FROM, QUIET_UNTIL, LIMIT, active=True, notices={})
        assert await branch.read(lambda session: manners.load(session, 1)) == expected

    async def test_what_was_changed_stays_and_the_rest_is_default(self, branch: Database) -> None:
        def change(session: Session) -> None:
            manners.change(session, 1).daily_limit = 5
            manners.change(session, 1).quiet_from = time(22, 15)

        await branch.write(1, change)
        expected = Manners(time(22, 15), QUIET_UNTIL, 5, active=True, notices={})
        assert await branch.read(lambda session: manners.load(session, 1)) == expected

    async def test_of_the_same_day_the_later_notice_holds(self, branch: Database) -> None:
        first, second = date(2027, 2, 5), date(2027, 2, 14)
        await branch.write(1, lambda session: manners.add_notices(session, 1, [first, second], []))
        await branch.write(1, lambda session: manners.add_notices(session, 1, [], [second]))
        found = await branch.read(lambda session: manners.load(session, 1))
        assert found.notices == {first: True, second: False}

    async def test_each_branch_has_its_own(self, branch: Database) -> None:
        other = await branch.write(None, lambda session: add_branch(session, "二支部", "20002"))

        def change(session: Session) -> None:
            manners.change(session, 1).active = False
            manners.add_notices(session, 1, [date(2027, 2, 5)], [])

        await branch.write(1, change)
        found = await branch.read(lambda session: manners.load(session, other))
        assert (found.active, found.notices) == (True, {})


class TestSaidToday:
    async def test_only_counted_weights_that_were_said(self, branch: Database) -> None:
        for weight in Weight:
            await put(branch, weight.value, weight=weight, scene="private" if weight == Weight.DUTY else "group")
        assert await said(branch) == 0
        await send(branch)
        assert await said(branch) == 3

    async def test_a_long_letter_counts_once(self, branch: Database) -> None:
        letter = replace(LETTER, text="长" * 3000)
        await branch.write(1, lambda session: outbox.put(session, letter, NOON))
        assert await send(branch) == ["k", "k#2", "k#3"]
        assert await said(branch) == 1

    async def test_by_the_day_of_the_branch(self, branch: Database) -> None:
        await put(branch, "a", not_before=later(hours=-11))
        await send(branch, later(hours=-3))
        assert [await said(branch, later(hours=11.9)), await said(branch, later(hours=12))] == [1, 0]


class TestObey:
    async def test_two_are_said_the_third_is_folded_and_said_at_eight(self, branch: Database) -> None:
        for key in "abcd":
            await put(branch, key)
        assert await send(branch) == ["a", "b"]
        found = await rows(branch, "state", "error")
        assert found["c"] == found["d"] == (State.FOLDED, "并入当天的汇总")
        assert await send(branch, later(hours=7.9)) == []
        assert await send(branch, EVENING) == [DIGEST]
        assert (await rows(branch, "text"))[DIGEST] == ("11月23日（周一）还有几件事，一并告诉大家：\n1. c。\n2. d。",)
        await put(branch, "e", not_before=later(hours=8.5))
        assert await send(branch, later(hours=8.5)) == []
        assert (await rows(branch, "state", "error"))["e"] == (State.EXPIRED, "今天已经主动说了 3 句，没有发")

    async def test_at_night_it_is_put_off_with_the_reason(self, branch: Database) -> None:
        night = later(hours=10)
        await put(branch, "a", not_before=night)
        assert await send(branch, night) == []
        assert await rows(branch, "state", "next_at", "error", "tries") == {
            "a": (State.DUE, later(hours=20), "安静时段或法定节假日", 0)
        }
        assert await send(branch, later(hours=20)) == ["a"]

    async def test_switched_off_it_is_ended(self, branch: Database) -> None:
        def close(session: Session) -> None:
            manners.change(session, 1).active = False

        await branch.write(1, close)
        await put(branch, "a")
        assert await send(branch) == []
        assert await rows(branch, "state", "error") == {"a": (State.EXPIRED, "助手已由支部关闭，没有发")}

    async def test_letters_to_the_operator_are_no_branchs_business(self, branch: Database) -> None:
        await put(branch, "a", branch_id=None, scene="private", weight=Weight.DUTY, not_before=later(hours=12))
        assert await send(branch, later(hours=12)) == ["a"]

    async def test_unmuted_it_is_asked_anew(self, branch: Database) -> None:
        await branch.write(1, lambda session: manners.mute(session, 1, later(days=1)))
        await put(branch, "a")
        assert await send(branch) == []
        assert await rows(branch, "next_at", "error") == {"a": (later(days=1), "本群或助手正被禁言")}
        await branch.write(1, lambda session: manners.mute(session, 1, None))
        assert await send(branch, later(minutes=1)) == ["a"]

    async def test_what_waits_for_another_reason_is_not_hastened(self, branch: Database) -> None:
        await put(branch, "a", not_before=later(hours=1))
        await branch.write(1, lambda session: manners.mute(session, 1, None))
        assert await send(branch) == []


class TestBacklog:
    async def recover(self, database: Database, now: datetime = NOON) -> None:
        await database.write(None, lambda session: digests.fold_backlog(session, ACCOUNT, now))

    async def test_several_become_one_and_one_stays(self, branch: Database) -> None:
        other = await branch.write(None, lambda session: add_branch(session, "二支部", "20002"))
        for key in "ab":
            await put(branch, key)
        await put(branch, "c", branch_id=other, target="20002")
        await self.recover(branch)
        assert await send(branch) == ["c", DIGEST]

    async def test_what_is_stale_not_due_private_or_confirmed_is_left_alone(self, branch: Database) -> None:
        await put(branch, "stale", expires_at=NOON)
        await put(branch, "later", not_before=later(hours=1))
        await put(branch, "private", scene="private", weight=Weight.DUTY)
        await put(branch, "confirmed", weight=Weight.CONFIRMED)
        await put(branch, "plain")
        await self.recover(branch)
        assert State.FOLDED not in {state for (state,) in (await rows(branch, "state")).values()}

    async def test_after_the_digest_was_said_they_are_left_as_they_are(self, branch: Database) -> None:
        for key in "abc":
            await put(branch, key)
        await send(branch)
        await send(branch, EVENING)
        for key in "de":
            await put(branch, key, not_before=EVENING)
        await self.recover(branch, EVENING)
        found = await rows(branch, "state")
        assert found["d"] == found["e"] == (State.DUE,)

    async def test_pages_of_a_long_letter_are_not_torn_apart(self, branch: Database) -> None:
        letter = replace(LETTER, text="长" * 1500)
        await branch.write(1, lambda session: outbox.put(session, letter, NOON))
        await put(branch, "a")
        await put(branch, "b")
        await self.recover(branch)
        assert await send(branch) == ["k", "k#2", DIGEST]


async def test_a_lone_letter_however_long_is_the_digest_in_its_own_words(branch: Database) -> None:
    for key in "ab":
        await put(branch, key)
    letter = replace(LETTER, text="长" * 1390)
    await branch.write(1, lambda session: outbox.put(session, letter, NOON))
    assert await send(branch) == ["a", "b"]
    assert await rows(branch, "state", "error") == {
        "a": (State.SENT, None),
        "b": (State.SENT, None),
        "k": (State.FOLDED, "并入当天的汇总"),
        DIGEST: (State.DUE, None),
    }
    assert (await rows(branch, "text"))[DIGEST] == (letter.text,)


class TestPreferences:
    async def test_kept_and_changed(self, branch: Database) -> None:
        member_id = 1
        assert await branch.read(lambda session: preferences.wishes_of(session, member_id)) == Wishes()
        for wishes in (Wishes(no_mention=True, no_reminder_until=FOREVER), Wishes(no_ranking=True)):
            await branch.write(1, lambda session, one=wishes: preferences.keep(session, member_id, one))
            assert await branch.read(lambda session: preferences.wishes_of(session, member_id)) == wishes

    @pytest.mark.parametrize(("until", "reminded"), [(None, 1), (date(2026, 11, 22), 1), (date(2026, 11, 23), 0)])
    async def test_reminders_until_the_day(self, branch: Database, until: date | None, reminded: int) -> None:
        await branch.write(1, lambda session: preferences.keep(session, 1, Wishes(no_reminder_until=until)))
        await put(branch, "a", scene="private", target="10001", weight=Weight.REMINDER)
        assert len(await send(branch)) == reminded

    async def test_only_reminders_are_refused(self, branch: Database) -> None:
        await branch.write(1, lambda session: preferences.keep(session, 1, Wishes(no_reminder_until=FOREVER)))
        await put(branch, "a", scene="private", target="10001", weight=Weight.DUTY)
        await put(branch, "b", scene="private", target="10009", weight=Weight.REMINDER)
        assert await send(branch) == ["a", "b"]
