"""撤销要用的：改前改后记得下、还原得了；一次操作只撤一回；操作日志查得到。"""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from core.domain.dialogue import PastAct, Record
from core.domain.permission import Actor
from core.domain.roster import Office
from core.store import audit, branches, logbook, members, traces
from core.store.audit import ACT, Cause
from core.store.db import Database
from core.store.logbook import Wanted
from core.store.members import Account, Appointment, Identity, Member
from tests.conftest import NOON
from tests.service.samples import QQ, a_branch_with, broken_links, later, request


class Sample:
    """一个支部的三个人；record 记一次操作。"""

    def __init__(self, branch_id: int, people: list[int]) -> None:
        self.branch_id, (self.wang, self.zhang, self.li) = branch_id, people

    def record(self, session: Session, actor_id: int | None, act: Record, **differences: object) -> int:
        actor = Actor("10001", "王建国", self.branch_id, actor_id)
        facts = {"kind": "set_category", "cause": Cause("10000", "group:20001", "m1"), "now": NOON} | differences
        asked = replace(request(actor, self.branch_id), now=facts["now"])
        return audit.record(session, asked, str(facts["kind"]), act, facts["cause"])


@pytest.fixture
async def sample(database: Database) -> Sample:
    branch_id, people = await database.write(None, a_branch_with("王建国", "张三", "李四"))
    return Sample(branch_id, people)


class TestTraces:
    async def test_what_was_changed_goes_back(self, database: Database, sample: Sample) -> None:
        def change(session: Session) -> dict:
            with traces.watch(session) as trace:
                member = session.get_one(Member, sample.zhang)
                member.category, member.joined_on = "full", date(2020, 7, 1)
                session.flush()
                member.archived_at, member.review = NOON, True
                member.category = "probationary"
                session.get_one(Member, sample.li).review = False
            assert trace.members() == (sample.zhang,)
            return trace.kept()

        kept = await database.write(sample.branch_id, change)
        expected = {
            "category": [None, "probationary"],
            "joined_on": [None, "2020-07-01"],
            "archived_at": [None, "2026-11-23T04:00:00+00:00"],
            "review": [False, True],
        }
        assert kept == {"rows": [["member", sample.zhang, expected]], "added": []}

        def back(session: Session) -> list:
            assert traces.changed_since(session, kept["rows"]) == []
            with traces.watch(session) as trace:
                traces.put_back(session, kept["rows"])
            member = session.get_one(Member, sample.zhang)
            assert (member.category, member.joined_on, member.archived_at, member.review) == (None, None, None, False)
            return trace.rows()

        undone = await database.write(sample.branch_id, back)

        def forth(session: Session) -> None:
            """带时刻和日子的也还原得了。"""
            traces.put_back(session, undone)
            session.expire_all()
            member = session.get_one(Member, sample.zhang)
            assert (member.joined_on, member.archived_at) == (date(2020, 7, 1), NOON)

        await database.write(sample.branch_id, forth)

    async def test_what_was_changed_and_changed_back_is_nothing(self, database: Database, sample: Sample) -> None:
        def change(session: Session) -> dict:
            with traces.watch(session) as trace:
                member = session.get_one(Member, sample.zhang)
                member.city = "上海"
                session.flush()
                member.city = None
            return trace.kept()

        assert await database.write(sample.branch_id, change) == {"rows": [], "added": []}

    async def test_what_changed_since_is_noticed(self, database: Database, sample: Sample) -> None:
        def work(session: Session) -> None:
            with traces.watch(session) as trace:
                member = session.get_one(Member, sample.zhang)
                member.category = "full"
            # 这一段之外的不算在内
            member.city = "上海"
            session.flush()
            assert traces.changed_since(session, trace.rows()) == []
            member.category = "activist"
            session.flush()
            assert traces.changed_since(session, trace.rows()) == [member]

        await database.write(sample.branch_id, work)

    async def test_what_was_added_is_known_with_its_values(self, database: Database, sample: Sample) -> None:
        def work(session: Session) -> None:
            with traces.watch(session) as trace:
                added = members.enrol(session, sample.branch_id, "欧阳明", NOON)
                added.category = "full"
                appointment = Appointment(branch_id=sample.branch_id, member_id=sample.li, office=Office.SECRETARY)
                appointment.since_at = NOON
                session.add(appointment)
                group = branches.subgroup_id(session, sample.branch_id, "第一小组")
            assert [row[:2] for row in trace.added()] == [
                ["member", added.id],
                ["appointment", appointment.id],
                ["subgroup", group],
            ]
            assert trace.rows() == []
            assert trace.members() == (added.id, sample.li)
            table, key, values = trace.added()[0]
            assert (values["category"], values["created_at"]) == ("full", NOON.isoformat())
            assert not traces.differs(session, table, key, values)
            added.name = "欧阳小明"
            assert traces.differs(session, table, key, values)

        await database.write(sample.branch_id, work)

    async def test_a_refusal_in_between_stops_the_watching(self, database: Database, sample: Sample) -> None:
        def work(session: Session) -> None:
            with pytest.raises(LookupError), traces.watch(session) as trace:
                raise LookupError
            session.get_one(Member, sample.zhang).city = "上海"
            session.flush()
            assert trace.rows() == []

        await database.write(sample.branch_id, work)


class TestReversals:
    async def test_an_act_is_reversed_once_whoever_asks(self, database: Database, sample: Sample) -> None:
        def reverse(session: Session) -> int:
            return sample.record(session, sample.wang, Record("撤销 A1", reverses=1))

        await database.write(sample.branch_id, lambda session: sample.record(session, sample.zhang, Record("改了")))
        tries = [database.write(sample.branch_id, reverse) for _ in range(20)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(one).__name__ for one in results) == ["IntegrityError"] * 19 + ["int"]

        def look(session: Session) -> list:
            assert broken_links(session, ACT, sample.branch_id) == []
            return [
                (one.seq, one.kind, one.reverses, one.undone_by)
                for one in logbook.page(session, sample.branch_id, Wanted(), 0, 10)
            ]

        assert await database.read(look) == [(2, "undo", 1, None), (1, "set_category", None, 2)]

    @pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
    async def test_a_reversal_cannot_be_replaced(self, database: Database, sample: Sample) -> None:
        def work(session: Session) -> None:
            sample.record(session, sample.zhang, Record("改了"))
            sample.record(session, sample.wang, Record("撤销 A1", reverses=1))

        await database.write(sample.branch_id, work)

        def replace_it(session: Session) -> None:
            row = dict(session.execute(select(ACT).where(ACT.c.seq == 2)).one()._mapping)
            session.execute(ACT.insert().prefix_with("OR REPLACE"), row | {"id": 9, "seq": 9})

        with pytest.raises((IntegrityError, DBAPIError)):
            await database.write(sample.branch_id, replace_it)


class TestLogbook:
    async def test_details_and_subjects(self, database: Database, sample: Sample) -> None:
        def work(session: Session) -> PastAct | None:
            act = Record("张三同志的类别", "未定", "正式", undo={"rows": [1]}, about=(sample.zhang, sample.zhang))
            assert sample.record(session, sample.wang, act) == 1
            return logbook.numbered(session, sample.branch_id, 1)

        found = await database.write(sample.branch_id, work)
        assert found is not None
        assert (found.number, found.undo, found.undone_by) == ("A1", {"rows": [1]}, None)
        assert (found.before, found.after, found.at, found.actor_id) == ("未定", "正式", NOON, sample.wang)

        def about(member_id: int) -> object:
            wanted = Wanted(about=(member_id,))
            return database.read(lambda session: logbook.count(session, sample.branch_id, wanted))

        assert [await about(one) for one in (sample.wang, sample.zhang, sample.li)] == [1, 1, 0]

    async def test_by_message_by_person_by_day(self, database: Database, sample: Sample) -> None:
        cause = Cause("10000", "group:20001", "m7")

        def work(session: Session) -> None:
            sample.record(session, sample.zhang, Record("入群"), kind="joined", cause=cause)
            sample.record(session, sample.zhang, Record("打卡"), kind="check_in", cause=cause)
            sample.record(session, sample.wang, Record("撤销", reverses=2), cause=cause, now=later(days=1))

        await database.write(sample.branch_id, work)

        def look(session: Session) -> None:
            home, zhang = sample.branch_id, Actor("10002", "张三", sample.branch_id, sample.zhang)
            caused = logbook.caused_by(session, home, cause)
            assert caused is not None
            assert (caused.seq, caused.undone_by, caused.undo) == (2, 3, None)
            assert logbook.caused_by(session, home, Cause("10000", "group:20001", "m8")) is None
            assert logbook.branch_of(session, cause) == home
            assert logbook.branch_of(session, Cause()) is None
            last = logbook.last_by(session, home, zhang)
            assert last is not None
            assert last.seq == 2
            assert logbook.last_by(session, home, zhang, ["joined"]) != last
            assert logbook.last_by(session, home, Actor("404")) is None
            assert logbook.acted_since(session, home, sample.zhang, 1)
            assert not logbook.acted_since(session, home, sample.zhang, 2)
            tomorrow = Wanted(since=later(days=1), before=later(days=1) + timedelta(seconds=1))
            assert [one.seq for one in logbook.page(session, home, tomorrow, 0, 5)] == [3]
            assert [one.seq for one in logbook.page(session, home, Wanted(kinds=("joined",)), 0, 5)] == [1]
            assert [one.seq for one in logbook.page(session, home, Wanted(), 1, 1)] == [2]

        await database.read(look)

    async def test_the_operator_off_the_roster_is_known_by_account(self, database: Database, sample: Sample) -> None:
        operator = Actor("90001", superuser=True)

        def work(session: Session) -> PastAct | None:
            asked = request(operator, sample.branch_id)
            audit.record(session, asked, "set_office", Record("设了书记"), Cause())
            return logbook.last_by(session, sample.branch_id, operator)

        assert await database.write(sample.branch_id, work) is not None


async def test_somebody_whose_adding_was_undone_is_as_if_never_added(database: Database, sample: Sample) -> None:
    who = Identity(QQ, "99999")

    def work(session: Session) -> None:
        first = members.enrol(session, sample.branch_id, "欧阳明", NOON)
        members.add_account(session, first, who)
        first.archived_at = first.undone_at = NOON
        session.flush()
        assert members.find_by_account(session, who, sample.branch_id) is None
        second = members.enrol(session, sample.branch_id, "欧阳明", NOON)
        members.add_account(session, second, who)
        found = members.find_by_account(session, who, sample.branch_id)
        assert found is second
        assert len(list(session.scalars(select(Account).where(Account.user_id == "99999")))) == 1

    await database.write(sample.branch_id, work)
