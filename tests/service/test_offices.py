"""授权与移交：一人一事一项有效，一个支部一位书记；到了时刻就失效。"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.dialogue import Branch, Person, Request, Scene
from core.domain.permission import Action, Actor
from core.domain.roster import Category, Office
from core.store import delegations, members
from core.store.db import Database
from core.store.delegations import Delegation
from core.store.members import Appointment, Identity
from plugins.offices import rules, service
from tests.conftest import NOON
from tests.service.samples import ACCOUNT, GROUP, QQ, ZONE, add_branch, add_member

NOTICE = Action.SEND_NOTICE.value


class Sample:
    """一个支部：书记王建国、张三、李四。"""

    def __init__(self, session: Session) -> None:
        self.branch = add_branch(session, "甲支部", GROUP)
        self.wang = add_member(session, self.branch, "王建国", "10001", category=Category.FULL)
        self.zhang = add_member(session, self.branch, "张三", "10005", category=Category.FULL)
        self.li = add_member(session, self.branch, "李四", "10006", category=Category.FULL)
        session.add(Appointment(branch_id=self.branch, member_id=self.wang, office="secretary", since_at=NOON))

    def request(self) -> Request:
        actor = Actor("10001", "王建国", self.branch, self.wang, Category.FULL, frozenset({Office.SECRETARY}))
        place = (QQ, ACCOUNT, GROUP, "m1", ZONE)
        return Request(actor, Branch(self.branch, "甲支部", ZONE), Scene.GROUP, NOON, *place)


@pytest.fixture
async def sample(database: Database) -> Sample:
    return await database.write(None, Sample)


def granted(session: Session, sample: Sample, later: timedelta = timedelta()) -> frozenset[Action]:
    return members.find_actor(session, Identity(QQ, "10005"), sample.branch, NOON + later).granted


async def test_fifty_grants_at_once_leave_one_in_force(database: Database, sample: Sample) -> None:
    def grant(session: Session) -> None:
        service.delegate(session, sample.request(), Person("张三"), Action.SEND_NOTICE, "7天")

    await asyncio.gather(*(database.write(sample.branch, grant) for _ in range(50)))
    live = select(func.count()).select_from(Delegation).where(Delegation.ended_at.is_(None))
    assert await database.read(lambda session: session.scalar(live)) == 1
    assert await database.read(lambda session: len(delegations.in_force(session, sample.branch, NOON))) == 1


async def test_the_database_itself_keeps_one_per_person_and_matter(database: Database, sample: Sample) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            facts = {"branch_id": sample.branch, "member_id": sample.zhang, "matter": NOTICE, "since_at": NOON}
            session.add(Delegation(**facts, until_at=NOON + timedelta(days=7)))
        session.flush()

    with pytest.raises(IntegrityError):
        await database.write(sample.branch, twice)


async def test_a_grant_is_seen_until_its_moment_in_both_ways_of_looking(database: Database, sample: Sample) -> None:
    def grant(session: Session) -> None:
        service.delegate(session, sample.request(), Person("张三"), Action.SEND_NOTICE, "1天")

    await database.write(sample.branch, grant)
    until = await database.read(lambda session: delegations.in_force(session, sample.branch, NOON)[0].until_at - NOON)
    for look, expected in ((until - timedelta(seconds=1), {Action.SEND_NOTICE}), (until, set())):
        assert await database.read(lambda session, at=look: granted(session, sample, at)) == expected
        _, speaker = await database.read(
            lambda session, at=look: members.find_speaker(session, Identity(QQ, "10005"), GROUP, NOON + at)
        )
        assert speaker.granted == expected
        assert speaker.member_id == sample.zhang
    assert (
        await database.read(lambda session: members.find_actor(session, Identity(QQ, "10005"), sample.branch).granted)
        == set()
    )


async def test_fifty_handovers_at_once_leave_one_secretary(database: Database, sample: Sample) -> None:
    async def hand(member_id: int) -> bool:
        try:
            await database.write(sample.branch, lambda session: service.hand_over(session, sample.request(), member_id))
        except (IntegrityError, rules.HandedToOneself):
            return False
        return True

    done = await asyncio.gather(*(hand(one) for one in [sample.zhang, sample.li] * 25))
    holders = await database.read(lambda session: members.holders(session, sample.branch, Office.SECRETARY))
    assert len(holders) == 1
    assert sum(done) >= 1
