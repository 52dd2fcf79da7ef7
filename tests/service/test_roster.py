"""名册、支部、给书记的信：存取。"""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.dialogue import Branch, Person
from core.domain.permission import Actor
from core.domain.roster import Category, Line, Office
from core.store import branches, letters, members, outbox, roster
from core.store.branches import Bound, Home, Subgroup
from core.store.db import Database
from core.store.members import Appointment, Identity, Member
from core.store.outbox import Outgoing
from tests.conftest import NOON
from tests.service.samples import ACCOUNT, GROUP, QQ, ZONE, add_branch, add_member, later


def appoint(session: Session, branch_id: int, member_id: int, office: Office, until_at: datetime | None = None) -> None:
    session.add(Appointment(branch_id=branch_id, member_id=member_id, office=office, since_at=NOON, until_at=until_at))
    session.flush()


class Sample:
    """甲支部四个人，乙支部一个人；10001 在两个支部都有。"""

    def __init__(self, session: Session) -> None:
        self.first, self.second = add_branch(session, "甲支部", GROUP), add_branch(session, "乙支部", "20002")
        self.wang = add_member(session, self.first, "王建国", "10001", category=Category.FULL)
        self.zhang = add_member(session, self.first, "张三", "10005", category=Category.PROBATIONARY)
        self.twin = add_member(session, self.first, "张三", "10006")
        self.gone = add_member(session, self.first, "李四", "10007", archived_at=NOON, category=Category.FULL)
        self.other = add_member(session, self.second, "王建国", "10001")
        appoint(session, self.first, self.zhang, Office.SECRETARY, until_at=NOON)
        appoint(session, self.first, self.wang, Office.SECRETARY)
        appoint(session, self.first, self.wang, Office.ORGANIZATION_OFFICER)


@pytest.fixture
async def sample(database: Database) -> Sample:
    return await database.write(None, Sample)


async def test_an_account_is_somebody_only_in_its_branch(database: Database, sample: Sample) -> None:
    def who(user_id: str, branch_id: int) -> object:
        return database.read(lambda session: members.find_actor(session, Identity(QQ, user_id), branch_id))

    offices = frozenset({Office.SECRETARY, Office.ORGANIZATION_OFFICER})
    assert await who("10001", sample.first) == Actor(
        "10001", "王建国", sample.first, sample.wang, Category.FULL, offices
    )
    assert await who("10001", sample.second) == Actor("10001", "王建国", sample.second, sample.other)
    # 卸任的职务不算；别的支部的人、移出名册的人都不是这个支部的人
    assert await who("10005", sample.first) == Actor("10005", "张三", sample.first, sample.zhang, Category.PROBATIONARY)
    assert await who("10005", sample.second) == Actor("10005", branch_id=sample.second)
    assert await who("10007", sample.first) == Actor("10007", branch_id=sample.first)


async def test_branches_of_a_person(database: Database, sample: Sample) -> None:
    def of(user_id: str, platform: str = QQ) -> object:
        return database.read(lambda session: members.branches_of(session, Identity(platform, user_id)))

    assert await of("10001") == [sample.first, sample.second]
    assert await of("10005") == [sample.first]
    assert await of("10007") == []
    assert await of("10001", "other") == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        pytest.param(Person("王建国"), ["wang"], id="姓名"),
        pytest.param(Person("10005"), ["zhang"], id="QQ 号"),
        pytest.param(Person("10005", "10005"), ["zhang"], id="@"),
        pytest.param(Person("张三"), ["zhang", "twin"], id="同名都给出"),
        pytest.param(Person("李四"), ["gone"], id="移出的也找得到"),
        pytest.param(Person("张三", "10099"), [], id="@ 的按账号，不按名字"),
        pytest.param(Person("赵六"), [], id="没有这个人"),
    ],
)
async def test_the_person_meant(database: Database, sample: Sample, person: Person, expected: list[str]) -> None:
    found = await database.read(
        lambda session: [one.id for one in members.find_people(session, sample.first, QQ, person)]
    )
    assert found == [getattr(sample, name) for name in expected]


async def test_the_one_still_listed_hides_a_namesake_who_left(database: Database, sample: Sample) -> None:
    new = await database.write(sample.first, lambda session: add_member(session, sample.first, "李四"))
    found = await database.read(
        lambda session: [one.id for one in members.find_people(session, sample.first, QQ, Person("李四"))]
    )
    assert found == [new]


async def test_holders_are_the_present_ones(database: Database, sample: Sample) -> None:
    def names(office: Office, branch_id: int) -> object:
        return database.read(lambda session: [one.name for one in members.holders(session, branch_id, office)])

    assert await names(Office.SECRETARY, sample.first) == ["王建国"]
    assert await names(Office.SECRETARY, sample.second) == []
    assert await names(Office.PUBLICITY_OFFICER, sample.first) == []


async def test_one_account_is_one_member_in_a_branch(database: Database, sample: Sample) -> None:
    results = await asyncio.gather(
        *(
            database.write(sample.first, lambda session: add_member(session, sample.first, "新人", "10088"))
            for _ in range(10)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, int) for result in results) == 1
    people = await database.read(
        lambda session: list(session.scalars(select(Member.name).where(Member.name == "新人")))
    )
    assert people == ["新人"]


async def test_the_roster_lists_officers_first_and_leaves_out_the_archived(database: Database, sample: Sample) -> None:
    def prepare(session: Session) -> None:
        twin = session.get_one(Member, sample.twin)
        twin.subgroup_id = branches.subgroup_id(session, sample.first, "第一小组")
        twin.review, twin.in_group, twin.floating = True, False, True
        paper = add_member(session, sample.first, "孙丽")
        appoint(session, sample.first, paper, Office.DISCIPLINE_OFFICER)

    await database.write(sample.first, prepare)
    assert await database.read(lambda session: roster.listing(session, sample.first)) == [
        Line(sample.wang, "王建国", "full", ["书记", "组织委员"], None, "10001", False, True, False),
        Line(sample.other + 1, "孙丽", None, ["纪检委员"], None, None, False, True, False),
        Line(sample.zhang, "张三", "probationary", [], None, "10005", False, True, False),
        Line(sample.twin, "张三", None, [], "第一小组", "10006", True, False, True),
    ]


async def test_a_group_belongs_to_its_branch(database: Database, sample: Sample) -> None:
    def bound(platform: str, group_id: str) -> object:
        return database.read(lambda session: branches.find_bound(session, platform, group_id))

    assert await bound(QQ, GROUP) == Bound(Branch(sample.first, "甲支部", ZONE), ACCOUNT)
    assert await bound(QQ, "20003") is None
    assert await bound("other", GROUP) is None
    assert await database.read(lambda session: branches.home_of(session, sample.second)) == Home(QQ, "20002", ACCOUNT)
    assert await database.read(lambda session: branches.find_branch(session, 99)) is None


async def test_taking_over_changes_who_speaks_in_that_group_only(database: Database, sample: Sample) -> None:
    def take_over(old: str, new: str) -> object:
        return database.write(sample.first, lambda session: branches.take_over(session, sample.first, old, new))

    assert await take_over(ACCOUNT, "10999") is True
    # 已经换过了的不再换
    assert await take_over(ACCOUNT, "10777") is False
    accounts = await database.read(
        lambda session: [branches.home_of(session, branch).account for branch in (sample.first, sample.second)]
    )
    assert accounts == ["10999", ACCOUNT]


async def test_a_subgroup_is_made_once(database: Database, sample: Sample) -> None:
    made = await asyncio.gather(
        *(
            database.write(sample.first, lambda session: branches.subgroup_id(session, sample.first, "第一小组"))
            for _ in range(20)
        )
    )
    assert len(set(made)) == 1
    elsewhere = await database.write(
        sample.second, lambda session: branches.subgroup_id(session, sample.second, "第一小组")
    )
    assert elsewhere not in made
    assert len(await database.read(lambda session: list(session.scalars(select(Subgroup.id))))) == 2


async def test_the_secretary_is_told_once_and_privately(database: Database, sample: Sample) -> None:
    told = [
        await database.write(
            sample.first, lambda session: letters.to_secretary(session, sample.first, "joined:9", "有新人", NOON)
        )
        for _ in range(3)
    ]
    assert told == [True, True, True]

    def look(session: Session) -> list[tuple[object, ...]]:
        rows = session.scalars(select(Outgoing))
        return [(row.account, row.scene, row.target, row.text, row.state, row.branch_id) for row in rows]

    assert await database.read(look) == [(ACCOUNT, "private", "10001", "有新人", outbox.State.DUE, sample.first)]
    lease = outbox.Lease("投递", letters.KEPT_FOR)
    soon = await database.write(None, lambda session: outbox.claim(session, ACCOUNT, later(days=2), lease))
    assert soon is not None
    assert (soon.key, soon.title) == ("joined:9", "给书记的话")


async def test_without_a_secretary_nobody_is_told(database: Database, sample: Sample) -> None:
    told = await database.write(
        sample.second, lambda session: letters.to_secretary(session, sample.second, "joined:9", "有新人", NOON)
    )
    assert told is False
    assert await database.read(lambda session: list(session.scalars(select(Outgoing.id)))) == []


async def test_without_a_secretary_the_deputy_or_the_organization_officer_is_told(
    database: Database, sample: Sample
) -> None:
    def prepare(session: Session) -> None:
        appoint(session, sample.second, sample.other, Office.ORGANIZATION_OFFICER)

    await database.write(sample.second, prepare)

    def tell(key: str) -> object:
        return database.write(
            sample.second, lambda session: letters.to_secretary(session, sample.second, key, "有新人", NOON)
        )

    assert await tell("joined:1") is True

    def promote(session: Session) -> None:
        deputy = add_member(session, sample.second, "钱七", "10077")
        appoint(session, sample.second, deputy, Office.DEPUTY_SECRETARY)

    await database.write(sample.second, promote)
    assert await tell("joined:2") is True
    targets = await database.read(lambda session: list(session.scalars(select(Outgoing.target).order_by(Outgoing.id))))
    assert targets == ["10001", "10077"]


async def test_a_branch_without_a_group_hears_nothing(database: Database) -> None:
    notice = letters.Notice("k", "daily_summary", "每日学习小结", "今日学习小结", later(hours=1))
    assert await database.write(None, lambda session: letters.to_group(session, 99, notice, NOON)) is False


async def test_a_notice_goes_to_the_group_of_its_branch(database: Database, sample: Sample) -> None:
    notice = letters.Notice("k", "daily_summary", "每日学习小结", "今日学习小结", later(hours=1))
    assert await database.write(sample.second, lambda session: letters.to_group(session, sample.second, notice, NOON))

    def look(session: Session) -> tuple[object, ...]:
        row = session.scalars(select(Outgoing)).one()
        return row.account, row.place, row.title, row.text, row.next_at, row.expires_at

    expected = (ACCOUNT, "group:20002", "每日学习小结", "今日学习小结", NOON, later(hours=1))
    assert await database.read(look) == expected


async def test_the_groups_an_account_speaks_in(database: Database, sample: Sample) -> None:
    await database.write(sample.second, lambda session: branches.take_over(session, sample.second, ACCOUNT, "10999"))
    bonds = await database.read(lambda session: branches.bonds_of(session, ACCOUNT))
    assert bonds == [branches.Bond(Branch(sample.first, "甲支部", ZONE), Home(QQ, GROUP, ACCOUNT))]
    assert await database.read(lambda session: branches.bonds_of(session, "10777")) == []
