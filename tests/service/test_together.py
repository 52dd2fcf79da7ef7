"""许多人同一刻做同一件事：每个唯一键上只成一次。"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.dialogue import Person, Scene
from core.domain.permission import Actor
from core.domain.roster import Office
from core.store import ledger, members
from core.store.branches import BranchRow, GroupBinding, Subgroup
from core.store.db import Database
from core.store.ledger import ENTRY, LedgerEntry, Total
from core.store.members import Account, Appointment, Identity, Member
from plugins.checkin import service as checkin
from plugins.checkin.tables import CheckIn, Note
from plugins.members import service as roster
from plugins.offices import service as offices
from tests.service.samples import QQ, a_branch_with, broken_links, later, request


async def together(database: Database, branch_id: int | None, *works: Callable[[Session], Any]) -> Counter[str]:
    """同时做几件事；每件的结果只看是成了还是被哪种拒绝。"""
    results = await asyncio.gather(*(database.write(branch_id, work) for work in works), return_exceptions=True)
    return Counter(type(result).__name__ if isinstance(result, Exception) else "成" for result in results)


def count(database: Database, *tables: type) -> Coroutine[Any, Any, list[int | None]]:
    return database.read(lambda session: [session.scalar(select(func.count()).select_from(table)) for table in tables])


@pytest.fixture
async def people(database: Database) -> tuple[int, list[int]]:
    return await database.write(None, a_branch_with("张三", "李四", "王五"))


async def test_fifty_check_ins_of_one_person_are_one(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, [zhang, *_] = people
    asked = request(Actor("10001", "张三", branch_id, zhang), branch_id)
    works = [lambda session: checkin.check_in(session, asked, zhang, None)] * 50
    results = await asyncio.gather(*(database.write(branch_id, work) for work in works))
    assert sorted((result.points, result.again) for result in results) == [(0, True)] * 49 + [(2, False)]
    assert await count(database, CheckIn, LedgerEntry, Total) == [1, 1, 5]
    assert await database.read(lambda session: ledger.balance(session, zhang)) == 2


async def test_every_note_of_simultaneous_check_ins_is_kept(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, [zhang, *_] = people
    asked = request(Actor("10001", "张三", branch_id, zhang), branch_id)
    works = [lambda session, n=number: checkin.check_in(session, asked, zhang, f"第 {n} 段") for number in range(20)]
    assert await together(database, branch_id, *works) == {"成": 20}
    assert await count(database, CheckIn, Note, LedgerEntry) == [1, 20, 1]


async def test_check_ins_of_many_people_make_one_unbroken_chain(
    database: Database, people: tuple[int, list[int]]
) -> None:
    branch_id, everyone = people
    works = [
        lambda session, who=member_id, day=day: checkin.check_in(
            session, request(Actor("", "", branch_id, who), branch_id, later(days=day)), who, None
        )
        for day in range(20)
        for member_id in everyone
    ]
    assert await together(database, branch_id, *works) == {"成": 60}
    assert await count(database, CheckIn, LedgerEntry) == [60, 60]
    assert await database.read(lambda session: broken_links(session, ENTRY, branch_id)) == []
    assert await database.read(lambda session: [ledger.balance(session, one) for one in everyone]) == [40, 40, 40]


async def test_fifty_joins_of_one_newcomer_are_one_member(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, _ = people
    asked = request(Actor("10099"), branch_id)
    drafted = await asyncio.gather(
        *(
            database.write(branch_id, lambda session: roster.joined(session, asked, "新人") is not None)
            for _ in range(50)
        )
    )
    assert sorted(drafted) == [False] * 49 + [True]
    assert await count(database, Member, Account) == [4, 4]
    newcomer = await database.read(lambda session: members.find_actor(session, Identity(QQ, "10099"), branch_id))
    assert (newcomer.name, newcomer.category) == ("新人", None)


async def test_of_two_first_secretaries_one_is_appointed(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, _ = people
    operator = request(Actor("10012", "周工", branch_id, superuser=True), branch_id)
    works = [
        lambda session, name=name: offices.set_office(session, operator, Person(name), Office.SECRETARY)
        for name in ("张三", "李四")
    ]
    assert await together(database, branch_id, *works) == {"成": 1, "FirstSecretaryOnly": 1}
    assert await count(database, Appointment) == [1]


async def test_the_same_office_is_set_once(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, [zhang, *_] = people
    secretary = request(Actor("10001", "张三", branch_id, zhang, offices=frozenset({Office.SECRETARY})), branch_id)

    def work(session: Session) -> object:
        return offices.set_office(session, secretary, Person("李四"), Office.PUBLICITY_OFFICER)

    assert await together(database, branch_id, *[work] * 10) == {"成": 1, "AlreadyInOffice": 9}
    assert await count(database, Appointment) == [1]


async def test_a_group_is_bound_once(database: Database) -> None:
    asked = request(Actor("10012", "周工", superuser=True), None, group_id="20009")
    listed = [Person("张三", "10005"), Person("李四", "10006")]

    def bind(session: Session) -> int:
        return roster.bind_branch(session, asked, "机关第三党支部", listed)

    outcome = await together(database, None, *[bind] * 5)
    assert outcome["成"] == 1
    assert await count(database, BranchRow, GroupBinding, Member, Account) == [1, 1, 2, 2]


async def test_one_new_subgroup_for_all(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, _ = people
    asked = request(Actor("10001", "张三", branch_id), branch_id)
    works = [
        lambda session, name=name: offices.set_subgroup(session, asked, Person(name), "第一小组")
        for name in ("张三", "李四", "王五") * 5
    ]
    assert await together(database, branch_id, *works) == {"成": 15}
    assert await count(database, Subgroup) == [1]


async def test_a_new_name_is_added_once(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, _ = people
    asked = replace(request(Actor("10001", "张三", branch_id), branch_id), scene=Scene.PRIVATE)

    def work(session: Session) -> object:
        return roster.add_member(session, asked, Person("欧阳明"), None, None)

    assert await together(database, branch_id, *[work] * 10) == {"成": 1, "AlreadyListed": 9}
    assert await count(database, Member) == [4]


async def test_a_refusal_among_many_leaves_the_others(database: Database, people: tuple[int, list[int]]) -> None:
    branch_id, everyone = people
    asked = request(Actor("10001", "张三", branch_id), branch_id)

    def too_long(session: Session) -> object:
        return checkin.check_in(session, asked, everyone[0], "长" * 2001)

    works = [lambda session, who=who: checkin.check_in(session, replace(asked), who, None) for who in everyone]
    assert await together(database, branch_id, works[0], too_long, *works[1:]) == {"成": 3, "NoteTooLong": 1}
    assert await count(database, CheckIn, Note, LedgerEntry) == [3, 0, 3]
