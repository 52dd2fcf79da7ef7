"""群里的答题：一道道发出去的题、各人最后的答案、一轮答题、支部的设置。

一个支部同时只开一道（Q12）：唯一键保证。积分在公布时入账，来源键由这里定，更正答案也靠它找到那一笔。
"""

from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.questions import Question
from core.store import pending
from core.store.db import Base, Insert, insert_into, rows_of, table_of
from core.store.outgoing import Outgoing
from core.store.pending import Pending, Place

KIND = "quiz"
"""等着的回答是这一类。"""


class QuizState(StrEnum):
    """一道题走到了哪一步：OPEN 正在答，CLOSED 公布了，WITHDRAWN 撤下了、不计分。"""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class RoundState(StrEnum):
    """一轮走到了哪一步：WAITING 还没到时候，RUNNING 正在答，OVER 结束了，CANCELLED 没开始就取消了。"""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class Quiz(Base):
    """群里的一道题。

    round_id 不空的是一轮里的第 ordinal 道；title 是说给人听的名目（每日一题、答题）；day 是开题那天，积分归它；
    closes_at 是到几时公布；answered、right 是公布时的人数，公布前为空。
    """

    __tablename__ = "quiz"
    __table_args__ = (
        Index(
            "uq_quiz_one_open",
            "branch_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        UniqueConstraint("round_id", "ordinal"),
        Index("ix_quiz_branch_id_day", "branch_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("quiz_round.id"))
    ordinal: Mapped[int]
    title: Mapped[str]
    state: Mapped[str]
    day: Mapped[date]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    answered: Mapped[int | None]
    right: Mapped[int | None]

    @property
    def key(self) -> str:
        """题目那条消息在发件箱里的 key。"""
        return f"quiz:{self.id}"


class QuizAnswer(Base):
    """一个人对一道题的答案：改了就改这一行，最后一次算；message_id 是最后那条消息，撤回了的 choice 为空。

    right 在公布时才定。
    """

    __tablename__ = "quiz_answer"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    choice: Mapped[str | None]
    right: Mapped[bool | None]
    message_id: Mapped[str]
    answered_at: Mapped[datetime]


class QuizRound(Base):
    """一轮答题：question_ids 是排好的各题，minutes 是每题几分钟。"""

    __tablename__ = "quiz_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    question_ids: Mapped[list[int]] = mapped_column(JSON)
    minutes: Mapped[int]
    state: Mapped[str]
    starts_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        """定时用的编号。"""
        return f"R{self.id}"


class QuizSetting(Base):
    """一个支部的答题设置：几点公布。

    workdays 为真的每日一题只在工作日发；deferred_on 是哪一天的每日一题碰上未结的题、顺延着。
    """

    __tablename__ = "quiz_setting"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    close_at: Mapped[time]
    workdays: Mapped[bool]
    deferred_on: Mapped[date | None]


_ANSWER = table_of(QuizAnswer)
CLOSE_AT = time(20)
"""默认几点公布。"""


def participation_source(quiz_id: int, member_id: int) -> str:
    """参与答题那一笔积分的来源键。"""
    return f"quiz:{quiz_id}:{member_id}"


def right_source(quiz_id: int, member_id: int) -> str:
    """答对那一笔积分的来源键。"""
    return f"quiz_right:{quiz_id}:{member_id}"


def setting(session: Session, branch_id: int) -> QuizSetting:
    """支部的设置；没有设过的新建一行默认的。"""
    row = session.get(QuizSetting, branch_id)
    if row is None:
        row = QuizSetting(branch_id=branch_id, close_at=CLOSE_AT, workdays=False, deferred_on=None)
        session.add(row)
        session.flush()
    return row


def open_quiz(session: Session, branch_id: int) -> Quiz | None:
    """正开着的那一道。"""
    return session.scalar(select(Quiz).where(Quiz.branch_id == branch_id, Quiz.state == QuizState.OPEN))


def await_answers(session: Session, account: str, quiz: Quiz, question: Question, accepts: str) -> None:
    """开始等大家答：在支部的群里、私聊里都能答，等到公布；怎样算一个答案随这一行带着，作答时不必再取题。"""
    shape = {"type": question.type.value, "options": list(question.options)}
    ref = {"quiz": quiz.id, "closes_at": quiz.closes_at.isoformat()} | shape
    row = Pending(kind=KIND, ref=ref, accepts=accepts, expires_at=quiz.closes_at)
    pending.ask(session, quiz.branch_id, Place(account, pending.everywhere(quiz.branch_id), None), row)


def asked_at(session: Session, branch_id: int, at: datetime) -> Quiz | None:
    """那一刻开着、还没有截止的那一道，后来撤下的不算；没有为 None。"""
    query = select(Quiz).where(
        Quiz.branch_id == branch_id,
        Quiz.state != QuizState.WITHDRAWN,
        Quiz.opened_at <= at,
        Quiz.closes_at > at,
        or_(Quiz.closed_at.is_(None), Quiz.closed_at > at),
    )
    return session.scalar(query.order_by(Quiz.id.desc()).limit(1))


def keep_answer(session: Session, quiz_id: int, member_id: int, choice: str, message_id: str, now: datetime) -> bool:
    """记下一个人 now 说的答案；早些的改掉，已有更晚的（这一份是事后读回来的）不动，返回假。"""
    row = {"quiz_id": quiz_id, "member_id": member_id, "choice": choice, "right": None}
    statement = _upsert(session.get_bind().dialect.name)
    return rows_of(session.execute(statement, row | {"message_id": message_id, "answered_at": now})) > 0


@cache
def _upsert(dialect: str) -> Insert:
    statement = insert_into(dialect, _ANSWER)
    new = statement.excluded
    changed = {"choice": new.choice, "message_id": new.message_id, "answered_at": new.answered_at}
    earlier = _ANSWER.c.answered_at <= new.answered_at
    return statement.on_conflict_do_update(index_elements=["quiz_id", "member_id"], set_=changed, where=earlier)


def withdraw_answer(session: Session, quiz_id: int, member_id: int, message_id: str) -> bool:
    """message_id 那条说的答案作废；已经改答过的、早已公布的不动，返回假。"""
    still_open = select(Quiz.id).where(Quiz.id == quiz_id, Quiz.state == QuizState.OPEN)
    row = update(QuizAnswer).where(
        QuizAnswer.quiz_id.in_(still_open), QuizAnswer.member_id == member_id, QuizAnswer.message_id == message_id
    )
    return rows_of(session.execute(row.values(choice=None))) > 0


def answers_to(session: Session, quiz_id: int) -> list[QuizAnswer]:
    """各人最后的答案，撤回了的不在其中。"""
    query = select(QuizAnswer).where(QuizAnswer.quiz_id == quiz_id, QuizAnswer.choice.is_not(None))
    return list(session.scalars(query.order_by(QuizAnswer.member_id)))


def quiz_said_in(session: Session, branch_id: int, message_id: str) -> Quiz | None:
    """消息号是哪一道题的题目、公布；都不是为 None。"""
    query = select(Outgoing.key).where(Outgoing.branch_id == branch_id, Outgoing.message_id == message_id)
    key = session.scalar(query.where(Outgoing.key.startswith("quiz:"))) or ""
    number = key.removeprefix("quiz:").partition("#")[0].partition(":")[0]
    return session.get(Quiz, int(number)) if number.isdecimal() else None


def delivery_of(session: Session, quiz: Quiz) -> str | None:
    """题目那条消息发到哪一步了；没有这一件为 None。"""
    return session.scalar(select(Outgoing.state).where(Outgoing.key == quiz.key))


def last_asked(session: Session, branch_id: int, since: datetime) -> list[int]:
    """Since 以来在群里问过的各题。"""
    query = select(Quiz.question_id).where(Quiz.branch_id == branch_id, Quiz.opened_at >= since)
    return list(session.scalars(query.distinct()))


def latest(session: Session, branch_id: int, day: date | None = None) -> Quiz | None:
    """最近一道没有撤下的题；给了 day 就只看那一天的。"""
    query = select(Quiz).where(Quiz.branch_id == branch_id, Quiz.state != QuizState.WITHDRAWN)
    if day is not None:
        query = query.where(Quiz.day == day)
    return session.scalar(query.order_by(Quiz.id.desc()).limit(1))


def live_round(session: Session, branch_id: int) -> QuizRound | None:
    """正在答的一轮，或排好了还没开始的最近一轮。"""
    states = (RoundState.RUNNING, RoundState.WAITING)
    query = select(QuizRound).where(QuizRound.branch_id == branch_id, QuizRound.state.in_(states))
    return session.scalar(query.order_by(QuizRound.state, QuizRound.starts_at).limit(1))


def of_round(session: Session, round_id: int) -> list[Quiz]:
    """一轮里问过的各题，按次序。"""
    return list(session.scalars(select(Quiz).where(Quiz.round_id == round_id).order_by(Quiz.ordinal)))


def results_of(session: Session, round_id: int) -> list[tuple[int, int, bool]]:
    """一轮里各人各题：（谁，第几题，对不对）；公布了的才有。"""
    query: Any = (
        select(QuizAnswer.member_id, Quiz.ordinal, QuizAnswer.right)
        .join(Quiz, Quiz.id == QuizAnswer.quiz_id)
        .where(Quiz.round_id == round_id, QuizAnswer.choice.is_not(None), QuizAnswer.right.is_not(None))
        .order_by(QuizAnswer.member_id, Quiz.ordinal)
    )
    return [tuple(row) for row in session.execute(query)]


def count_open_answers(session: Session, quiz_id: int) -> int:
    """至今几位答了。"""
    query = select(func.count()).where(QuizAnswer.quiz_id == quiz_id, QuizAnswer.choice.is_not(None))
    return session.scalar(query) or 0
