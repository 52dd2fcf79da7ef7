"""会议签到：同一刻许多人说“到”、几位支委同时开，各只算一次；SQLite 与 PostgreSQL 都一样。"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.domain.dialogue import Person, Request
from core.domain.notices import Audience, NoticeKind, NoticeState, Wanted
from core.domain.permission import Actor
from core.domain.roster import Category, Office
from core.store import figures, ledger, sign_ins
from core.store.branches import Subgroup
from core.store.db import Database
from core.store.figures import Tally
from core.store.members import Appointment, Member
from core.store.notices import Notice
from core.store.pending import Pending
from core.store.sign_ins import Attendance, SignIn
from plugins.attendance import rules, service
from tests.conftest import NOON
from tests.service.samples import add_branch, add_member, later, request
from tests.service.test_together import together

ANY = rules.Order()
NAMES = [f"党员{number}" for number in range(30)]


@pytest.fixture
async def branch(database: Database) -> tuple[int, list[int]]:
    def work(session: Session) -> tuple[int, list[int]]:
        branch_id = add_branch(session)
        facts = {"category": Category.FULL.value}
        return branch_id, [add_member(session, branch_id, one, str(n), **facts) for n, one in enumerate(NAMES, 10001)]

    return await database.write(None, work)


def asked(branch_id: int, member_id: int, **when: float) -> Request:
    return request(Actor("10001", "某人", branch_id, member_id, Category.FULL), branch_id, later(**when))


async def counts(database: Database, branch_id: int) -> tuple[int, int]:
    """算数的到会登记几条，集体数字记了几人次。"""

    def read(session: Session) -> tuple[int, int]:
        live = session.scalar(select(func.count()).select_from(Attendance).where(Attendance.undone_at.is_(None)))
        return live or 0, figures.of(session, branch_id, Period.DAY, later().date()).get(Tally.ATTENDANCE, 0)

    return await database.read(read)


async def test_several_officers_start_at_once_and_one_meeting_is_open(
    database: Database, branch: tuple[int, list[int]]
) -> None:
    branch_id, people = branch
    works: list[Callable[[Session], Any]] = [
        lambda session, who=one: service.start(session, asked(branch_id, who), ANY) for one in people[:5]
    ]
    assert await together(database, branch_id, *works) == {"成": 1, "AlreadyOpen": 4}


async def test_everyone_says_it_three_times_at_once_and_counts_once(
    database: Database, branch: tuple[int, list[int]]
) -> None:
    branch_id, people = branch
    await database.write(branch_id, lambda session: service.start(session, asked(branch_id, people[0]), ANY))
    works: list[Callable[[Session], Any]] = [
        lambda session, who=one: service.attend(session, asked(branch_id, who), None) for one in people * 3
    ]
    results = await asyncio.gather(*(database.write(branch_id, work) for work in works))
    assert sum(one.attendance_id is not None for one in results) == len(people)
    assert await counts(database, branch_id) == (len(people), len(people))
    balances = await database.read(lambda session: {ledger.balance(session, one) for one in people})
    assert balances == {5}


async def test_the_daily_cap_holds_over_three_meetings(database: Database, branch: tuple[int, list[int]]) -> None:
    branch_id, [zhang, *_] = branch
    points = list[int]()
    for _ in range(3):
        await database.write(branch_id, lambda session: service.start(session, asked(branch_id, zhang), ANY))
        done = await database.write(branch_id, lambda session: service.attend(session, asked(branch_id, zhang), None))
        points.append(done.person.points)
        await database.write(branch_id, lambda session: service.close(session, asked(branch_id, zhang)))
    assert points == [5, 5, 0]
    assert await counts(database, branch_id) == (3, 3)


async def test_a_cancelled_meeting_leaves_nothing_behind(database: Database, branch: tuple[int, list[int]]) -> None:
    branch_id, people = branch
    opened = await database.write(branch_id, lambda session: service.start(session, asked(branch_id, people[0]), ANY))
    for one in people[:4]:
        await database.write(branch_id, lambda session, who=one: service.attend(session, asked(branch_id, who), None))
    works: list[Callable[[Session], Any]] = [
        lambda session: service.cancel(session, asked(branch_id, people[0]), opened.number)
    ] * 3
    assert await together(database, branch_id, *works) == {"成": 1, "ChangedSince": 2}
    assert await counts(database, branch_id) == (0, 0)
    assert await database.read(lambda session: sum(ledger.balance(session, one) for one in people)) == 0
    assert await database.read(lambda session: session.scalar(select(func.count()).select_from(Pending))) == 0


async def test_a_meeting_of_another_branch_is_not_seen(database: Database, branch: tuple[int, list[int]]) -> None:
    branch_id, people = branch
    await database.write(branch_id, lambda session: service.start(session, asked(branch_id, people[0]), ANY))

    def elsewhere(session: Session) -> tuple[int, int]:
        other = add_branch(session, "机关第四党支部", "20002")
        return other, add_member(session, other, "外支部", "20001", category=Category.FULL.value)

    other, member_id = await database.write(None, elsewhere)
    with pytest.raises(rules.NotOpen):
        await database.write(other, lambda session: service.attend(session, asked(other, member_id), None))
    with pytest.raises(rules.NoMeeting):
        await database.write(
            other, lambda session: service.register(session, asked(other, member_id), [Person("外支部")])
        )


def _meeting(session: Session, branch_id: int, audience: Audience, officer_id: int, **facts: Any) -> SignIn:
    notice = Notice(branch_id=branch_id, number=1, kind=NoticeKind.OTHER.value, title="会", body="会", urgent=False)
    notice.starts_at, notice.place, notice.agenda, notice.most, notice.version = NOON, None, None, None, 1
    notice.audience, notice.wanted, notice.state = audience.value, Wanted.ATTENDANCE.value, NoticeState.OPEN.value
    notice.answers_until, notice.confirmed_at, notice.officer_id = NOON, NOON, officer_id
    notice.subgroup_id = facts.get("subgroup_id")
    session.add(notice)
    session.flush()
    row = SignIn(branch_id=branch_id, number=1, notice_id=notice.id, title="会", password=None, day=later().date())
    row.officer_id, row.opened_at, row.closed_at, row.undone_at = officer_id, NOON, None, None
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience.ALL, ["正式", "预备", "小组里的", "流动的", "委员", "组长"]),
        (Audience.SUBGROUP, ["小组里的", "组长"]),
        (Audience.COMMITTEE, ["委员"]),
        (Audience.FLOATING, ["流动的"]),
        (Audience.ACTIVISTS, ["积极分子"]),
    ],
)
async def test_who_is_expected(database: Database, audience: Audience, names: list[str]) -> None:
    def work(session: Session) -> list[str]:
        branch_id = add_branch(session)
        subgroup = Subgroup(branch_id=branch_id, name="第一小组")
        session.add(subgroup)
        session.flush()
        full = {"category": Category.FULL.value}
        first = add_member(session, branch_id, "正式", **full)
        add_member(session, branch_id, "预备", category=Category.PROBATIONARY.value, here=True)
        add_member(session, branch_id, "小组里的", subgroup_id=subgroup.id, **full)
        add_member(session, branch_id, "流动的", floating=True, **full)
        held = [
            (add_member(session, branch_id, "委员", **full), Office.PUBLICITY_OFFICER),
            (add_member(session, branch_id, "组长", subgroup_id=subgroup.id, **full), Office.SUBGROUP_LEADER),
        ]
        for member_id, office in held:
            session.add(Appointment(branch_id=branch_id, member_id=member_id, office=office.value, since_at=NOON))
        add_member(session, branch_id, "积极分子", category=Category.ACTIVIST.value)
        # 以下几位哪种会都不应到
        add_member(session, branch_id, "组织关系在外", here=False, subgroup_id=subgroup.id, floating=True, **full)
        add_member(session, branch_id, "待核对", review=True, subgroup_id=subgroup.id, floating=True, **full)
        add_member(session, branch_id, "类别未定", category=None, subgroup_id=subgroup.id)
        add_member(session, branch_id, "移出的", archived_at=NOON, floating=True, **full)
        row = _meeting(session, branch_id, audience, first, subgroup_id=subgroup.id)
        return [one.name for one in sign_ins.expected(session, row)]

    assert await database.write(None, work) == names


async def test_one_who_left_since_still_counts_as_having_come(
    database: Database, branch: tuple[int, list[int]]
) -> None:
    branch_id, [zhang, *_] = branch
    await database.write(branch_id, lambda session: service.start(session, asked(branch_id, zhang), ANY))
    await database.write(branch_id, lambda session: service.attend(session, asked(branch_id, zhang), None))

    def leave(session: Session) -> None:
        session.get_one(Member, zhang).here = False

    await database.write(branch_id, leave)
    standing = await database.read(lambda session: service.standing(session, asked(branch_id, zhang)))
    assert (standing.expected, standing.present) == (len(NAMES), [NAMES[0]])
