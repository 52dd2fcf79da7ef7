"""答题的表：一个支部同时只开一道，一个人一题只有一行答案，公布只入一次账；两种库都一样。"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.dialogue import Branch
from core.store import asking, members, practice, quizzes, regrading, rounds
from core.store.asking import Opening
from core.store.branches import BranchRow, GroupBinding
from core.store.db import Database
from core.store.ledger import LedgerEntry
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizAnswer, QuizState
from core.store.regrading import Correction
from core.store.rounds import Order
from tests.conftest import KINDS, NOON
from tests.dialogue.bank import SINGLE, numbered, stock

BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True)
HOME = Branch(1, "示范党支部", "Asia/Shanghai")
PEOPLE = 8


async def prepared(database: Database) -> list[int]:
    """一个支部、它的群、八个人、几道题；返回题号。"""

    def work(session: Session) -> list[int]:
        session.add(BranchRow(id=1, name=HOME.name, zone=HOME.zone, created_at=NOON))
        session.flush()
        binding = GroupBinding(branch_id=1, platform="qq", group_id="20001", account="10000", bound_at=NOON)
        session.add(binding)
        for number in range(PEOPLE):
            members.enrol(session, 1, f"同志{number}", NOON)
        session.flush()
        return stock(session, 1, [SINGLE, *numbered(3)], NOON)

    return await database.write(1, work)


def opened(session: Session, question_id: int) -> Quiz:
    opening = Opening("答题", NOON + timedelta(hours=8))
    quiz = asking.ask(session, HOME, session.get_one(QuestionRow, question_id), opening, NOON)
    assert quiz is not None
    return quiz


def people(session: Session) -> list[int]:
    return list(session.scalars(select(members.Member.id).order_by(members.Member.id)))


@BOTH
async def test_only_one_open_at_a_time(database: Database) -> None:
    ids = await prepared(database)
    opens = (database.write(1, lambda session, one=one: opened(session, one).id) for one in ids)
    done = await asyncio.gather(*opens, return_exceptions=True)
    assert sum(isinstance(one, int) for one in done) == 1
    assert all(isinstance(one, int | IntegrityError) for one in done)


@BOTH
async def test_everyone_answers_and_changes_at_once_the_last_one_stays(database: Database) -> None:
    ids = await prepared(database)
    quiz_id = await database.write(1, lambda session: opened(session, ids[0]).id)
    who = await database.read(people)

    async def answer(member_id: int) -> None:
        for number, choice in enumerate("ACB"):
            await database.write(
                1,
                lambda session, choice=choice, number=number: quizzes.keep_answer(
                    session, quiz_id, member_id, choice, f"{member_id}:{number}", NOON
                ),
            )

    await asyncio.gather(*(answer(one) for one in who))
    kept = await database.read(
        lambda session: [(one.choice, one.message_id) for one in quizzes.answers_to(session, quiz_id)]
    )
    assert kept == [("B", f"{one}:2") for one in who]
    assert not await database.write(1, lambda session: quizzes.withdraw_answer(session, quiz_id, who[0], f"{who[0]}:1"))
    assert await database.write(1, lambda session: quizzes.withdraw_answer(session, quiz_id, who[0], f"{who[0]}:2"))
    told = await database.write(1, lambda session: asking.publish(session, session.get_one(Quiz, quiz_id), 1, NOON))
    assert (told.answered, told.right) == (PEOPLE - 1, PEOPLE - 1)
    assert not await database.write(1, lambda session: quizzes.withdraw_answer(session, quiz_id, who[1], f"{who[1]}:2"))
    count = select(func.count()).select_from(LedgerEntry)
    assert await database.read(lambda session: session.scalar(count)) == 2 * (PEOPLE - 1)


@BOTH
async def test_published_twice_is_refused_by_the_source(database: Database) -> None:
    ids = await prepared(database)

    def answered(session: Session) -> int:
        quiz = opened(session, ids[0])
        quizzes.keep_answer(session, quiz.id, people(session)[0], "A", "1", NOON)
        return quiz.id

    quiz_id = await database.write(1, answered)

    def publish(session: Session) -> None:
        quiz = session.get_one(Quiz, quiz_id)
        quiz.state = QuizState.OPEN.value
        asking.publish(session, quiz, 1, NOON)

    await database.write(1, publish)
    with pytest.raises(IntegrityError):
        await database.write(1, publish)
    wrong = await database.read(lambda session: practice.wrong_ones(session, 1, people(session)[0]))
    assert [row.id for row in wrong] == [ids[0]]


@BOTH
async def test_a_round_waits_while_another_question_is_open(database: Database) -> None:
    ids = await prepared(database)

    def work(session: Session) -> None:
        order = Order(people(session)[0], ids[1:3], 2, NOON)
        row = rounds.add(session, HOME, order)
        other = opened(session, ids[0])
        assert rounds.advance(session, row, HOME, 1, NOON) == rounds.Step(None, None, over=False)
        asking.publish(session, other, 1, NOON)
        first = rounds.advance(session, row, HOME, 1, NOON + timedelta(minutes=1))
        assert first.opened is not None
        assert first.closed is None
        second = rounds.advance(session, row, HOME, 1, NOON + timedelta(minutes=3))
        assert second.closed is not None
        assert second.opened is not None
        assert second.opened.ordinal == 2
        last = rounds.advance(session, row, HOME, 1, NOON + timedelta(minutes=5))
        assert last.over
        assert rounds.advance(session, row, HOME, 1, NOON + timedelta(minutes=7)) == rounds.Step(None, None, over=False)
        assert quizzes.live_round(session, 1) is None

    await database.write(1, work)


async def test_without_a_group_nothing_is_asked(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(BranchRow(id=1, name=HOME.name, zone=HOME.zone, created_at=NOON))
        session.flush()
        [one] = stock(session, 1, [SINGLE], NOON)
        opening = Opening("答题", NOON + timedelta(hours=8))
        assert asking.ask(session, HOME, session.get_one(QuestionRow, one), opening, NOON) is None
        assert session.scalar(select(func.count()).select_from(QuizAnswer)) == 0

    await database.write(1, work)


async def credited(database: Database, quiz_id: int, member_id: int, choice: str, minute: int) -> None:
    """事后读回来的一份作答：当时是开题以后第几分钟。"""

    def work(session: Session) -> None:
        at = NOON + timedelta(minutes=minute)
        quiz = quizzes.asked_at(session, 1, at)
        kept = quiz is not None and quizzes.keep_answer(session, quiz_id, member_id, choice, f"late:{minute}", at)
        if kept and quiz is not None and quiz.state == QuizState.CLOSED:
            regrading.admit(session, quiz, member_id, Correction(2, member_id, NOON + timedelta(hours=9)))

    await database.write(1, work)


async def standings(database: Database, quiz_id: int) -> tuple[list[tuple[str | None, bool | None]], int | None, int]:
    """各人的答案和对错，公布的人数，积分的总和。"""

    def work(session: Session) -> tuple[list[tuple[str | None, bool | None]], int | None, int]:
        quiz = session.get_one(Quiz, quiz_id)
        points = session.scalar(select(func.sum(LedgerEntry.points))) or 0
        return [(one.choice, one.right) for one in quizzes.answers_to(session, quiz_id)], quiz.answered, points

    return await database.read(work)


@BOTH
async def test_an_answer_read_back_counts_if_it_was_in_time(database: Database) -> None:
    ids = await prepared(database)
    quiz_id = await database.write(1, lambda session: opened(session, ids[0]).id)
    first, second, third, *_ = await database.read(people)
    await credited(database, quiz_id, first, "A", 10)
    await credited(database, quiz_id, first, "B", 20)
    await credited(database, quiz_id, first, "C", 15)
    assert await standings(database, quiz_id) == ([("B", None)], None, 0)
    closed = NOON + timedelta(hours=8)
    await database.write(1, lambda session: asking.publish(session, session.get_one(Quiz, quiz_id), 1, closed))
    assert await standings(database, quiz_id) == ([("B", True)], 1, 2)
    await credited(database, quiz_id, second, "B", 30)
    await credited(database, quiz_id, first, "D", 40)
    await credited(database, quiz_id, third, "B", 8 * 60)
    assert await standings(database, quiz_id) == ([("D", False), ("B", True)], 2, 3)
    await credited(database, quiz_id, first, "B", 50)
    assert await standings(database, quiz_id) == ([("B", True), ("B", True)], 2, 4)
    wrong = await database.read(lambda session: practice.wrong_ones(session, 1, first))
    assert wrong == []
