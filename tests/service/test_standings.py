"""排名用的数：参与者、积极的几位；只读合计，不参加排名的不列名而算参与。"""

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.domain.calendar import Period
from core.domain.scoring import Rule
from core.store import ledger, preferences, standings
from core.store.db import Database
from core.store.ledger import Deed
from core.store.members import Member
from core.store.preferences import Wishes
from core.store.standings import Leader
from tests.conftest import NOON
from tests.service.samples import a_branch_with, add_branch, add_member

MONDAY = date(2026, 11, 23)


def give(session: Session, branch_id: int, member_id: int, points: int, day: date = MONDAY) -> None:
    rule = Rule.MANUAL if points > 0 else Rule.DEDUCTION
    source = f"{branch_id}:{member_id}:{points}:{day}"
    ledger.award(session, branch_id, 1, Deed(member_id, rule, day, "事由", source, points=points), NOON)


async def test_the_most_active_first_and_one_more_to_tell_a_tie(database: Database) -> None:
    branch_id, people = await database.write(None, a_branch_with("张三", "李四", "王五", "赵六", "孙丽"))

    def work(session: Session) -> None:
        for member_id, points in zip(people, (5, 9, 5, 2, 1), strict=True):
            give(session, branch_id, member_id, points)

    await database.write(branch_id, work)

    def look(session: Session) -> tuple[int, list[Leader]]:
        return (
            standings.participants(session, branch_id, Period.WEEK, MONDAY),
            standings.leaders(session, branch_id, Period.WEEK, MONDAY, 2),
        )

    count, leaders = await database.read(look)
    assert count == 5
    assert [(one.name, one.points) for one in leaders] == [("李四", 9), ("张三", 5), ("王五", 5)]


async def test_who_is_counted_and_who_is_named(database: Database) -> None:
    names = ("甲", "不列名", "全扣回", "被冲正", "只扣分", "移出")
    branch_id, people = await database.write(None, a_branch_with(*names))

    def work(session: Session) -> None:
        for member_id in people:
            give(session, branch_id, member_id, 3 if member_id != people[4] else -3)
        give(session, branch_id, people[2], -3)
        entry = ledger.entry_of(session, f"{branch_id}:{people[3]}:3:{MONDAY}")
        assert entry is not None
        ledger.reverse(session, entry, 2, None, NOON)
        preferences.keep(session, people[1], Wishes(no_ranking=True))
        session.get_one(Member, people[5]).archived_at = NOON

    await database.write(branch_id, work)
    count = await database.read(lambda session: standings.participants(session, branch_id, Period.WEEK, MONDAY))
    leaders = await database.read(lambda session: standings.leaders(session, branch_id, Period.WEEK, MONDAY, 10))
    assert count == 4
    assert [one.name for one in leaders] == ["甲"]


async def test_other_branches_and_other_periods_do_not_mix_in(database: Database) -> None:
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))

    def work(session: Session) -> None:
        other = add_branch(session, "机关第四党支部", "20002")
        give(session, other, add_member(session, other, "郑和"), 9)
        give(session, branch_id, zhang, 2)
        give(session, branch_id, zhang, 3, MONDAY - timedelta(days=1))

    await database.write(None, work)

    def look(session: Session) -> list[list[tuple[str, int]]]:
        terms = ((Period.WEEK, MONDAY), (Period.WEEK, MONDAY - timedelta(days=7)), (Period.MONTH, date(2026, 11, 1)))
        return [[(one.name, one.points) for one in standings.leaders(session, branch_id, *term, 10)] for term in terms]

    assert await database.read(look) == [[("张三", 2)], [("张三", 3)], [("张三", 5)]]
    last_week = MONDAY - timedelta(days=7)
    assert await database.read(lambda s: standings.participants(s, branch_id, Period.WEEK, last_week)) == 1


async def test_they_read_the_totals_by_their_index_and_never_the_ledger(database: Database, kind: str) -> None:
    if kind == "postgresql":
        return
    branch_id, [zhang] = await database.write(None, a_branch_with("张三"))
    await database.write(branch_id, lambda session: give(session, branch_id, zhang, 2))

    def plans(session: Session) -> list[str]:
        asked = {"branch_id": 1, "period": "week", "start": MONDAY, "most": 11}
        made: list[str] = []
        for query in (standings._participants(), standings._leaders()):
            words = query.params(asked).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            made += [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
        return made

    steps = await database.read(plans)
    assert any("ix_total_ranking" in step for step in steps)
    assert not any("ledger_entry" in step or step.startswith("SCAN") for step in steps), steps
