"""回执的库：一人一份只有一行，名额不超；请假的日子；一天至多一条提醒。"""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.dialogue import Request
from core.domain.errors import UserError
from core.domain.notices import Audience, Choice, NoticeKind, NoticeState, Wanted
from core.domain.permission import Actor
from core.domain.receipts import Given
from core.domain.roster import Category, Office
from core.store import audiences, days_off, notices, receipts
from core.store.db import Database
from core.store.members import Appointment, Member
from core.store.notices import Leave, Notice, NoticeAnswer
from plugins.answers import service
from tests.conftest import NOON
from tests.service.samples import ZONE, a_branch_with, request

NAMES = [f"同志{number}" for number in range(30)]


def a_notice(session: Session, **facts: object) -> Notice:
    """一份开着的通知。"""
    plain = {
        "branch_id": 1,
        "number": notices.next_number(session, 1),
        "kind": NoticeKind.ACTIVITY.value,
        "title": "志愿服务",
        "body": "",
        "starts_at": NOON + timedelta(days=2),
        "audience": Audience.ALL.value,
        "wanted": Wanted.SIGN_UP.value,
        "most": 20,
        "urgent": False,
        "state": NoticeState.OPEN.value,
        "version": 1,
        "answers_until": NOON + timedelta(days=2),
        "officer_id": 1,
        "confirmed_at": NOON,
    }
    notice = Notice(**(plain | facts))
    session.add(notice)
    session.flush()
    return notice


def asked_by(member_id: int) -> Request:
    """一位同志的请求。"""
    return request(Actor(str(10000 + member_id), "同志", 1, member_id, Category.FULL), 1)


async def test_sign_up_never_goes_over_the_limit_however_many_come_at_once(database: Database) -> None:
    await database.write(None, a_branch_with(*NAMES))
    notice_id = await database.write(1, lambda session: a_notice(session).id)

    async def sign_up(member_id: int) -> bool:
        def work(session: Session) -> None:
            service.answer(session, asked_by(member_id), session.get_one(Notice, notice_id), Choice.COMING)

        try:
            await database.write(1, work)
        except UserError:
            return False
        return True

    assert sum(await asyncio.gather(*(sign_up(one) for one in range(1, 31)))) == 20
    count = select(func.count()).where(NoticeAnswer.notice_id == notice_id)
    assert await database.read(lambda session: session.scalar(count)) == 20


async def test_one_person_has_one_answer_to_one_notice(database: Database) -> None:
    await database.write(None, a_branch_with("张三"))
    notice_id = await database.write(1, lambda session: a_notice(session, most=None).id)

    async def answer(choice: Choice, minute: int) -> None:
        def work(session: Session) -> None:
            given = Given(choice, str(minute), NOON + timedelta(minutes=minute))
            receipts.record(session, session.get_one(Notice, notice_id), 1, given)

        await database.write(1, work)

    await asyncio.gather(
        *(answer(choice, at) for at, choice in enumerate([Choice.COMING, Choice.LATE, Choice.ACK] * 5))
    )
    assert await database.read(lambda session: session.scalar(select(func.count(NoticeAnswer.id)))) == 1

    def twice(session: Session) -> None:
        for _ in range(2):
            row = NoticeAnswer(notice_id=notice_id, member_id=1, choice="ack", version=1, answered_at=NOON)
            session.add(row)
        session.flush()

    with pytest.raises(IntegrityError):
        await database.write(1, twice)


async def test_who_a_notice_is_for(database: Database) -> None:
    def work(session: Session) -> dict[Audience, list[str]]:
        session.get_one(Member, 2).floating = True
        session.get_one(Member, 3).category = Category.ACTIVIST
        session.add(Appointment(branch_id=1, member_id=1, office=Office.SECRETARY.value, since_at=NOON))
        session.add(Appointment(branch_id=1, member_id=4, office=Office.SUBGROUP_LEADER.value, since_at=NOON))
        session.flush()
        found = dict[Audience, list[str]]()
        for audience in Audience:
            notice = a_notice(session, audience=audience.value)
            found[audience] = [one.name for one in audiences.recipients(session, notice)]
            assert [audiences.is_for(session, notice, one) for one in (1, 99)] == ["甲" in found[audience], False]
        return found

    await database.write(None, a_branch_with("甲", "乙", "丙", "丁"))
    assert await database.write(1, work) == {
        Audience.ALL: ["甲", "乙", "丙", "丁"],
        # 都没有编进党小组，这一份也没有写是哪个小组
        Audience.SUBGROUP: ["甲", "乙", "丙", "丁"],
        Audience.COMMITTEE: ["甲"],
        Audience.FLOATING: ["乙"],
        Audience.ACTIVISTS: ["丙"],
    }


def a_leave(first: str, last: str, ended: str | None = None) -> Leave:
    """一段假，钟点照北京时间。"""
    at = [datetime.fromisoformat(f"{one}+08:00") if one else None for one in (first, last, ended)]
    leave = Leave(branch_id=1, member_id=1, from_at=at[0], until_at=at[1], ended_at=at[2], recorded_at=NOON)
    leave.reason, leave.reason_for = "出差", None
    return leave


async def test_the_days_of_leave_are_days_off(database: Database) -> None:
    await database.write(None, a_branch_with("张三", "李四"))
    leaves = [
        a_leave("2026-11-23T12:00:00", "2026-11-25T23:59:59"),
        a_leave("2026-11-26T00:00:00", "2026-11-30T23:59:59", ended="2026-11-27T10:00:00"),
        a_leave("2026-12-01T00:00:00", "2026-12-01T23:59:59", ended="2026-12-01T00:00:00"),
    ]

    def work(session: Session) -> tuple[list[int], list[int], list[int]]:
        session.add_all(leaves)
        session.flush()
        days = notices.leave_days(session, 1, date(2026, 11, 24), date(2026, 12, 5), ZONE)
        week = [date(2026, 11, day) for day in range(23, 28)]
        off = days_off.of(session, 1, 1, week)
        return (
            sorted(one.day for one in days),
            sorted(one.day for one in off),
            sorted(one.day for one in days_off.of(session, 1, 2, week)),
        )

    assert await database.write(1, work) == ([24, 25, 26], [23, 24, 25, 26], [])
    assert await database.read(lambda session: len(notices.leaves_of(session, 1, NOON))) == 1
    assert await database.read(lambda session: days_off.of(session, 1, 1, [])) == frozenset()
