"""私下练习的用例：一个函数一件事，事务由门给。"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session as Database

from core.domain.dialogue import Request
from core.domain.question_words import matching
from core.domain.questions import Question, Verdict, judge_answer
from core.domain.short_answers import wanted_by
from core.store import pending, practice, questions
from core.store.pending import FREE_TEXT, Pending, Place
from core.store.questions import QuestionRow

from . import rules
from .rules import KIND, Mode, Session, Step


def start(session: Database, request: Request, count: int, scope: str) -> Step:
    """练 count 道新题。"""
    book = matching(scope, questions.regulations(session, request.home.id))
    if book is None:
        raise rules.NothingToPractise(scope=f"“{scope}”")
    first = _fresh(session, request, book, ())
    if first is None:
        raise rules.NothingToPractise(scope=f"《{book}》" if book else "")
    return _ask(session, request, Session(first.id, Mode.FRESH, left=count - 1, book=book), first)


def redo(session: Database, request: Request) -> Step:
    """从错题本里重做几道。"""
    rows = practice.wrong_ones(session, request.home.id, request.actor.member)
    if not rows:
        raise rules.NoneWrong
    return _queue(session, request, Mode.WRONG, rows[: rules.AT_ONCE])


def review(session: Database, request: Request) -> Step | datetime | None:
    """复习到期的几道；没有到期的，返回下一次在什么时候（从没答过题的为 None）。"""
    rows = practice.due_ones(session, request.home.id, request.actor.member, request.now, rules.MOST_DUE)
    if not rows:
        return practice.next_due(session, request.home.id, request.actor.member)
    return _queue(session, request, Mode.DUE, rows)


def answer(session: Database, request: Request, row: Pending, said: str) -> Step:
    """判一个答案，记进复习，接着问下一题；没有看懂的还是这一题。"""
    now = _session(row)
    question = session.get_one(QuestionRow, now.question).question
    verdict = judge_answer(question, said)
    if verdict is Verdict.UNCLEAR:
        return Step(question, verdict, said, question, now.mode, now.done, now.right)
    if verdict is not Verdict.UNJUDGED:
        right = verdict is Verdict.RIGHT
        practice.note(session, request.actor.member, now.question, right=right, now=request.now)
        now = now._replace(right=now.right + right)
    return _next(session, request, row, now._replace(done=now.done + 1))._replace(
        answered=question, verdict=verdict, said=said
    )


def skip(session: Database, request: Request, row: Pending) -> Step:
    """这一题不答了，看下一题。"""
    return _next(session, request, row, _session(row))


def finish(session: Database, request: Request) -> Step | None:
    """不练了；本来就没有在练的为 None。"""
    place = _place(request)
    rows = [one for one in pending.open_rows(session, place, request.now) if one.kind == KIND]
    if not rows:
        return None
    ref: dict[str, Any] = rows[0].ref
    pending.close(session, rows[0])
    session.flush()
    return Step(None, None, "", None, Mode(ref["mode"]), ref["done"], ref["right"])


def wrong_book(session: Database, request: Request) -> list[tuple[str, Question]]:
    """错题本里的各题：编号和题。"""
    rows = practice.wrong_ones(session, request.home.id, request.actor.member)
    return [(row.number, row.question) for row in rows]


def _next(session: Database, request: Request, row: Pending, now: Session) -> Step:
    upcoming: QuestionRow | None = None
    if now.queue:
        upcoming = session.get(QuestionRow, now.queue[0])
        now = now._replace(queue=now.queue[1:])
    elif now.left > 0:
        asked = (*now.asked, now.question)
        upcoming = _fresh(session, request, now.book, asked)
        now = now._replace(left=now.left - 1, asked=asked)
    if upcoming is None:
        pending.close(session, row)
        session.flush()
        return Step(None, None, "", None, now.mode, now.done, now.right)
    return _ask(session, request, now._replace(question=upcoming.id), upcoming)


def _session(row: Pending) -> Session:
    kept: dict[str, Any] = dict(row.ref)
    kept["queue"], kept["asked"], kept["mode"] = tuple(kept["queue"]), tuple(kept["asked"]), Mode(kept["mode"])
    return Session(**kept)


def _queue(session: Database, request: Request, mode: Mode, rows: list[QuestionRow]) -> Step:
    queue = tuple(row.id for row in rows[1:])
    return _ask(session, request, Session(rows[0].id, mode, queue), rows[0])


def _ask(session: Database, request: Request, now: Session, row: QuestionRow) -> Step:
    kind = wanted_by(row.question)
    words = [kind, *sorted(rules.STOP | rules.SKIP)] if kind else [FREE_TEXT]
    ref = now._asdict() | {"mode": now.mode.value, "queue": list(now.queue), "asked": list(now.asked)}
    waiting = Pending(kind=KIND, ref=ref, accepts=" ".join(words), expires_at=request.now + rules.WAITS)
    pending.ask(session, request.home.id, _place(request), waiting)
    return Step(None, None, "", row.question, now.mode, now.done, now.right)


def _fresh(session: Database, request: Request, book: str, avoid: tuple[int, ...]) -> QuestionRow | None:
    branch_id, wish = request.home.id, questions.Wish(book)
    lately = {*practice.recent(session, request.actor.member, rules.LATELY), *avoid}
    found = questions.pick(session, branch_id, wish, lately)
    return found or questions.pick(session, branch_id, wish, avoid)


def _place(request: Request) -> Place:
    return Place(request.account, f"private:{request.actor.user_id}", request.actor.user_id)
