"""五十个人同时，一万件随机的加分、撤销、更正、扣分、复核：合计始终等于流水重算，核对始终通过。

一万件直接对着流水做；走完整的用例（找人、操作日志、转告）的另做一千多件。
"""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.calendar import local, spans
from core.domain.dialogue import Branch, PastAct, Person, Record, Request, Scene
from core.domain.errors import UserError
from core.domain.identifiers import Identifier, Letter
from core.domain.permission import Actor
from core.domain.roster import Category, Office
from core.domain.scoring import DEFAULTS, Rule
from core.store import audit, corrections, ledger, logbook
from core.store.audit import Cause
from core.store.db import Database
from core.store.ledger import ENTRY, Deed, Share, Total
from core.store.members import Appointment, Identity, Member, add_account
from core.store.verify import verify
from plugins.points import service as points
from plugins.reviews import service as reviews
from plugins.reviews.rules import State
from plugins.reviews.tables import PointReview
from tests.conftest import NOON
from tests.service.samples import ACCOUNT, QQ, ZONE, add_branch, request

PEOPLE = 50
OFFICERS = {0: Office.SECRETARY, 1: Office.ORGANIZATION_OFFICER, 2: Office.PUBLICITY_OFFICER}
REASONS = ("志愿服务", "承办主题党日", "党费按时", "会议到会", "年度总结", None)
EVENTS = {"sqlite": 10_000, "postgresql": 1_000}
STORIES = {"sqlite": 1_200, "postgresql": 300}
Work = Callable[[Session], str]


class Cast:
    """五十个人和他们会做的事；办成的一次操作记一条操作日志，办不成的整件退回。"""

    def __init__(self, branch_id: int, seed: int) -> None:
        self.branch_id, self.chance = branch_id, random.Random(seed)  # noqa: S311 要每次一样
        self.names = [f"同志{number:02}" for number in range(PEOPLE)]

    def request(self, session: Session, who: int) -> Request:
        offices = frozenset({OFFICERS[who]}) if who in OFFICERS else frozenset[Office]()
        actor = Actor(f"1{who:04}", self.names[who], self.branch_id, who + 1, Category.FULL, offices)
        now = local(NOON + timedelta(hours=self.chance.randrange(24 * 40)), ZONE)
        act = audit.next_act(session, self.branch_id)
        branch = Branch(self.branch_id, "示范党支部", ZONE)
        return Request(actor, branch, Scene.PRIVATE, now, QQ, ACCOUNT, None, "1", ZONE, act=act)

    def event(self) -> Work:
        """随机的一件事。"""
        verbs = (self.award, self.award, self.award, self.deduct, self.correct, self.undo, self.appeal, self.decide)
        verb, who = self.chance.choice(verbs), self.chance.randrange(PEOPLE)
        officer = self.chance.choice(tuple(OFFICERS))
        return lambda session: verb(session, self.request(session, who if verb == self.appeal else officer))

    def award(self, session: Session, request: Request) -> str:
        people = tuple(Person(name) for name in self.chance.sample(self.names, self.chance.randint(1, 3)))
        reason = self.chance.choice(REASONS)
        done = points.award(session, request, people, self.chance.randint(1, 50), reason)
        return self.log(session, request, "award", done.undo)

    def deduct(self, session: Session, request: Request) -> str:
        person, amount = Person(self.chance.choice(self.names)), self.chance.randint(1, 50)
        done = points.deduct(session, request, person, amount, "会议迟到", "{name}{points}{reason}{number}")
        return self.log(session, request, "deduct", {"member": done.member_id})

    def correct(self, session: Session, request: Request) -> str:
        which = Identifier(self.chance.choice((Letter.ACT, None)), self.some_act(request))
        done = points.correct(session, request, which, None, self.chance.randint(0, 50))
        return self.log(session, request, "correct", {"entries": done.kept})

    def undo(self, session: Session, request: Request) -> str:
        act = logbook.numbered(session, self.branch_id, self.some_act(request))
        if act is None or act.undone_by or act.undo is None or act.kind == audit.UNDO:
            return "nothing"
        self.undoers()[act.kind](session, request, act)
        return self.log(session, request, "undo", None, reverses=act.seq)

    def undoers(self) -> dict[str, Callable[[Session, Request, PastAct], object]]:
        return {
            "award": points.undo_award,
            "deduct": lambda *args: points.undo_deduct(*args, "{name}{number}{points}"),
            "correct": lambda *args: points.undo_correct(*args, "{name}{number}{points}"),
            "agree": reviews.reopen,
            "reject": reviews.reopen,
            "appeal": reviews.withdraw,
        }

    def appeal(self, session: Session, request: Request) -> str:
        which = Identifier(Letter.ACT, self.some_act(request)) if self.chance.random() < 0.9 else None
        row = reviews.appeal(session, request, which, f"缘由{request.act}")
        reviews.pass_on(session, request, row, {"handle": "请办", "know": "{other}", "nobody": "没有人"})
        return self.log(session, request, "appeal", {"review": row.seq})

    def decide(self, session: Session, request: Request) -> str:
        open_rows = select(PointReview).where(PointReview.state == State.OPEN).order_by(PointReview.seq).limit(9)
        rows = list(session.scalars(open_rows))
        if not rows:
            return "nothing"
        agreed = self.chance.random() < 0.7
        done = reviews.decide(session, request, self.chance.choice(rows), agreed=agreed, answer="已核对")
        kind = "agree" if agreed else "reject"
        return self.log(session, request, kind, {"review": done.seq, "entries": done.kept})

    def some_act(self, request: Request) -> int:
        return max(1, request.act - self.chance.randint(1, 400))

    def log(
        self, session: Session, request: Request, kind: str, undo: dict[str, object] | None, reverses: int | None = None
    ) -> str:
        audit.record(session, request, kind, Record(kind, undo=undo, reverses=reverses), Cause())
        return kind


def a_full_branch(session: Session) -> int:
    """五十个人的支部，前三位是支委。"""
    branch_id = add_branch(session)
    for number in range(PEOPLE):
        member = Member(branch_id=branch_id, name=f"同志{number:02}", category="full", created_at=NOON)
        session.add(member)
        session.flush()
        add_account(session, member, Identity(QQ, f"1{number:04}"))
        if number in OFFICERS:
            held = Appointment(branch_id=branch_id, member_id=member.id, office=OFFICERS[number].value, since_at=NOON)
            session.add(held)
    session.flush()
    return branch_id


def compare(session: Session) -> int:
    """各期合计、各来源的合计都等于流水重算；返回流水有几笔。"""
    query = select(ENTRY.c.id, ENTRY.c.member_id, ENTRY.c.rule, ENTRY.c.points, ENTRY.c.day, ENTRY.c.reverses_id)
    entries = list(session.execute(query))
    undone = {one.reverses_id for one in entries}
    shares, points, positives = Counter[Key](), Counter[Key](), Counter[Key]()
    for one in entries:
        shares[one.member_id, one.rule] += one.points
        live = one.points > 0 and one.reverses_id is None and one.id not in undone
        for span in _spans(one.day):
            points[one.member_id, span.period, span.start] += one.points
            positives[one.member_id, span.period, span.start] += live
    assert {(one.member_id, one.rule): one.points for one in session.scalars(select(Share))} == shares
    totals = {(one.member_id, one.period, one.start): one for one in session.scalars(select(Total))}
    assert {key: one.points for key, one in totals.items()} == dict(points)
    assert {key: one.positives for key, one in totals.items()} == dict(positives)
    return len(entries)


Key = tuple[object, ...]
_spans = cache(spans)


class Tale:
    """直接对着流水做的事：入账、冲正、更正、扣分、复核冲正、恢复。"""

    def __init__(self, branch_id: int, seed: int) -> None:
        self.branch_id, self.chance = branch_id, random.Random(seed)  # noqa: S311 要每次一样
        self.numbers = itertools.count()
        self.known: list[str] = []

    def three_acts(self, session: Session) -> None:
        """流水记着的那几次操作：加分、更正、恢复。"""
        for kind in ("award", "correct", "restore"):
            audit.record(session, request(Actor("1", "书记"), self.branch_id), kind, Record(kind), Cause())

    def event(self, member_id: int) -> Work:
        """一个人的随机一件事。"""
        verb = self.chance.choice(("award", "award", "award", "deduct", "undo", "correct", "appeal", "restore"))
        return lambda session: (
            self.award(session, member_id, verb) if verb in {"award", "deduct"} else self.change(session, verb)
        )

    def award(self, session: Session, member_id: int, verb: str) -> str:
        source, day = f"e{next(self.numbers)}", NOON.date() + timedelta(days=self.chance.randrange(10))
        rule = Rule.DEDUCTION if verb == "deduct" else self.chance.choice(list(DEFAULTS))
        points = -self.chance.randint(1, 50) if verb == "deduct" else self.chance.choice((None, 3, 50))
        deed = Deed(member_id, rule, day, "事由", source, points=points)
        if not ledger.award(session, self.branch_id, 1, deed, NOON):
            return "capped"
        self.known.append(source)
        return verb

    def change(self, session: Session, verb: str) -> str:
        if not self.known:
            return "nothing"
        entry = ledger.entry_of(session, self.chance.choice(self.known))
        assert entry is not None
        current = corrections.standing(session, entry)
        if verb == "restore":
            corrections.put_back(session, entry, 3, 1, NOON)
        elif current is None:
            return "nothing"
        elif verb == "correct":
            corrections.amend(session, current, self.chance.randint(0, 50), 2, 1, NOON)
        else:
            ledger.reverse(session, current, 2, 1, NOON)
        return verb


async def test_ten_thousand_random_events_from_fifty_people(database: Database, database_url: str, kind: str) -> None:
    branch_id = await database.write(None, a_full_branch)
    tale, done = Tale(branch_id, seed=20261123), Counter[str]()
    await database.write(branch_id, tale.three_acts)

    async def person(member_id: int, number: int) -> None:
        for _ in range(number):
            done[await database.write(branch_id, tale.event(member_id))] += 1

    for _ in range(2):
        await asyncio.gather(*(person(one, EVENTS[kind] // PEOPLE // 2) for one in range(1, PEOPLE + 1)))
        assert await database.read(compare) > 0
    assert sum(done.values()) == EVENTS[kind]
    assert {"award", "deduct", "undo", "correct", "appeal", "restore", "capped"} <= set(done)
    assert (await asyncio.to_thread(verify, database_url)).faults == ()


async def test_the_same_through_the_use_cases(database: Database, database_url: str, kind: str) -> None:
    branch_id = await database.write(None, a_full_branch)
    cast, done = Cast(branch_id, seed=20261123), Counter[str]()

    async def attempt(work: Work) -> None:
        try:
            done[await database.write(branch_id, work)] += 1
        except UserError as refusal:
            done[type(refusal).__name__] += 1

    # 五十个人各自排着队，一件接一件
    async def person(number: int) -> None:
        for _ in range(number):
            await attempt(cast.event())

    await asyncio.gather(*(person(STORIES[kind] // PEOPLE) for _ in range(PEOPLE)))
    assert sum(done.values()) == STORIES[kind]
    happened = {"award", "deduct", "correct", "undo", "appeal"}
    assert happened <= set(done), done
    # 五十个人谁先谁后不定，几百件里同意、驳回不一定都轮得到
    assert {"agree", "reject"} & set(done), done
    entries, verdict = await database.read(compare), await asyncio.to_thread(verify, database_url)
    assert verdict.faults == ()
    assert verdict.entries == entries > STORIES[kind] // 4
