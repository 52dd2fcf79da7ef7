"""题目维护的用例：一个函数一件事，事务由门给。"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from core.domain.dialogue import Request, Scene
from core.domain.manners import Weight
from core.domain.questions import Question, Source
from core.domain.regulations import Standing, read_source, standing
from core.domain.roster import Office
from core.store import letters, members, practice, question_bank, question_care, questions, quizzes, regrading, sourcing
from core.store.letters import Notice
from core.store.questions import QuestionReport, QuestionRow, QuestionState, state_of
from core.store.regrading import Correction, Regraded
from core.store.sourcing import Cited

from . import rules
from .rules import Batch, Checkup


class State(NamedTuple):
    """一道题现在怎样：paused 是支部停用了的自带题。"""

    row: QuestionRow
    state: QuestionState
    paused: bool


class Corrected(NamedTuple):
    """更正了答案：old 是原来的题号，number 是现在的（自带的题会换成支部自己的一道）。"""

    old: int
    number: int
    before: Question
    after: Question
    regraded: Regraded


def find(session: Session, request: Request, number: int) -> State:
    """一道支部看得见的题；没有的拒绝。"""
    row = questions.find(session, request.home.id, number)
    if row is None:
        raise rules.NoSuchQuestion(number=f"Q{number}")
    paused = question_care.is_paused(session, request.home.id, row.id)
    return State(row, QuestionState.STOPPED if paused else QuestionState(row.state), paused)


def stop(session: Session, request: Request, number: int) -> State:
    """停用；返回原来怎样。"""
    was = find(session, request, number)
    if was.state is QuestionState.STOPPED:
        raise rules.AlreadySo(number=was.row.number, state="已经停用")
    put(session, request, was.row, QuestionState.STOPPED)
    return was


def start(session: Session, request: Request, number: int) -> tuple[State, QuestionState]:
    """启用；返回原来怎样、现在怎样。没有出处的仍是草稿，出处过时的拒绝。"""
    was = find(session, request, number)
    now = state_of(was.row.question.source)
    if now is QuestionState.OUTDATED:
        raise rules.Outdated(number=was.row.number, source=was.row.question.source)
    if question_care.is_built_in(was.row) and not was.paused and was.state is QuestionState.STOPPED:
        raise rules.AlreadySo(number=was.row.number, state="已不在现在的自带题库里，不能启用")
    if was.state not in {QuestionState.STOPPED, QuestionState.OUTDATED}:
        raise rules.AlreadySo(number=was.row.number, state="没有停用")
    put(session, request, was.row, now)
    return was, now


def allow(session: Session, request: Request, number: int) -> State:
    """点名允许用一道草稿；返回原来怎样。"""
    was = find(session, request, number)
    if was.state is not QuestionState.DRAFT:
        state = "已经允许用了" if was.state is QuestionState.ALLOWED else "不是草稿"
        raise rules.NotADraft(number=was.row.number, state=state)
    put(session, request, was.row, QuestionState.ALLOWED)
    return was


def put(session: Session, request: Request, row: QuestionRow, state: QuestionState) -> None:
    """一道题改成 state；自带的只能由支部停用、启用。"""
    if question_care.is_built_in(row):
        question_care.pause(session, request.home.id, row.id, paused=state is QuestionState.STOPPED)
    else:
        row.state = state.value
    session.flush()


def set_source(session: Session, request: Request, number: int, words: str) -> tuple[State, Source]:
    """更正一道题的出处，随即照新的出处定能不能用；返回原来怎样、现在的出处。"""
    was, source = find(session, request, number), read_source(words)
    if source is None or not source.article:
        raise rules.UnreadableSource(number=was.row.number)
    if question_care.is_built_in(was.row):
        raise rules.SharedSource(number=was.row.number)
    if standing(source) is not Standing.CURRENT:
        raise rules.Outdated(number=was.row.number, source=source)
    was = was._replace(state=QuestionState(was.row.state))
    put_source(was.row, source, was.state if was.state is QuestionState.STOPPED else state_of(source))
    session.flush()
    return was, source


def source_import(session: Session, request: Request, words: str) -> Batch:
    """最近一次导入里缺出处的题，都写上这处出处。"""
    found = sourcing.last_import(session, request.home.id)
    return _source(session, request, found, words, "最近导入的题里")


def source_between(session: Session, request: Request, span: tuple[int, int], words: str) -> Batch:
    """一段题号里缺出处的题，都写上这处出处；已有现行出处的不动。"""
    found = sourcing.between(session, request.home.id, *span)
    lacking = [one for one in found if one.lacking]
    done = _source(session, request, lacking, words, f"Q{span[0]} 到 Q{span[1]} 里")
    return done._replace(left=len(found) - len(lacking))


def _source(session: Session, request: Request, some: list[Cited], words: str, which: str) -> Batch:
    if not some:
        raise rules.NoneLacking(which=which)
    source = read_source(words)
    if source is None:
        raise rules.UnreadableSource(number=f"Q{some[0].id}")
    if standing(source) is not Standing.CURRENT:
        raise rules.Outdated(number=f"Q{some[0].id}", source=source)
    undo = sourcing.cite(session, request.home.id, some, source)
    return Batch([one.id for one in some], undo, str(source), bool(source.article))


def allow_between(session: Session, request: Request, span: tuple[int, int]) -> Batch:
    """一段题号里的草稿，都点名允许用。"""
    found = sourcing.between(session, request.home.id, *span)
    drafts = [one for one in found if one.state == QuestionState.DRAFT]
    if not drafts:
        raise rules.NoDrafts(which=f"Q{span[0]} 到 Q{span[1]} 里")
    undo = sourcing.allow(session, request.home.id, drafts)
    return Batch([one.id for one in drafts], undo, left=len(found) - len(drafts))


def restore(session: Session, request: Request, kept: Mapping[str, Any]) -> int:
    """一批改回去；一题都改不回的拒绝。"""
    done = sourcing.restore(session, request.home.id, kept)
    if not done:
        raise rules.ChangedSince(number=f"Q{kept['changes'][0][2][0][0]}")
    return done


def put_source(row: QuestionRow, source: Source | None, state: QuestionState) -> None:
    """写上出处。"""
    row.regulation, row.article = (source.regulation, source.article) if source else ("", "")
    row.version, row.state = source.version if source else None, state.value


def correct(session: Session, request: Request, number: int, said: str) -> Corrected:
    """更正答案，公布过的重新判。自带的题各支部共用，支部另有自己的一道，原来那道停用。"""
    row = find(session, request, number).row
    before = row.question
    after = rules.corrected(before, said, row.number)
    if question_care.is_built_in(row):
        new = question_care.copy_corrected(session, request.home.id, row, after, request.now)
        regrading.repoint(session, request.home.id, row.id, new)
    else:
        question_care.replace_own(session, row, after)
        new = row.id
    return Corrected(row.id, new, before, after, _regrade(session, request, new, after))


def uncorrect(
    session: Session, request: Request, old: int, number: int, before: Question, after: Question
) -> Corrected:
    """更正作罢：答案、解析和积分都改回去；此后又改过的拒绝。"""
    row = find(session, request, number).row
    if row.question.answer != after.answer:
        raise rules.ChangedSince(number=row.number)
    if old != number:
        question_care.drop_copy(session, row, request.act)
        question_care.pause(session, request.home.id, old, paused=False)
        regrading.repoint(session, request.home.id, number, old)
    else:
        question_care.replace_own(session, row, before)
    return Corrected(number, old, after, before, _regrade(session, request, old, before))


def _regrade(session: Session, request: Request, number: int, question: Question) -> Regraded:
    correction = Correction(request.act, request.actor.member, request.now)
    return regrading.regrade(session, request.home.id, number, question, correction)


def tell_group(session: Session, request: Request, text: str) -> None:
    """群里一行更正。"""
    notice = Notice(
        f"correction:{request.home.id}:{request.act}",
        "quiz_correction",
        "更正答案",
        text,
        request.now + letters.KEPT_FOR,
        Weight.CONFIRMED,
    )
    letters.to_group(session, request.home.id, notice, request.now)


def pointed(session: Session, request: Request, text: str) -> QuestionRow:
    """“这题有误”说的是哪一题：写了题号的、说了第几题的、回复的那一题、最近的一题。"""
    number = rules.quoted(text) or _nth(session, request, text) or _last(session, request)
    row = questions.find(session, request.home.id, number) if number else None
    if number and row is None:
        raise rules.NoSuchQuestion(number=f"Q{number}")
    if row is None:
        raise rules.WhichQuestion
    return row


def _nth(session: Session, request: Request, text: str) -> int | None:
    ordinal, quiz = rules.nth(text), quizzes.latest(session, request.home.id)
    if ordinal is None or quiz is None or quiz.round_id is None:
        return None
    return next((one.question_id for one in quizzes.of_round(session, quiz.round_id) if one.ordinal == ordinal), None)


def _last(session: Session, request: Request) -> int | None:
    since = request.now - rules.LATELY
    if request.reply_to is not None:
        quiz = quizzes.quiz_said_in(session, request.home.id, request.reply_to)
        return quiz.question_id if quiz else None
    practised = None
    if request.scene is not Scene.GROUP:
        practised = practice.last_answered(session, request.actor.member, since)
    quiz = quizzes.latest(session, request.home.id)
    if quiz is not None and quiz.opened_at >= since and (practised is None or quiz.opened_at > practised[1]):
        return quiz.question_id
    return practised[0] if practised else None


def report(session: Session, request: Request, row: QuestionRow, text: str) -> int:
    """记下一条题目反馈，返回编号。"""
    mine = (one for one in question_care.reports(session, request.home.id) if one.member_id == request.actor.member)
    if any(one.question_id == row.id for one in mine):
        raise rules.AlreadyReported
    said = text[: rules.LONGEST_REPORT]
    return question_care.report(session, request.home.id, row.id, request.actor.member, said, request.now)


def tell_officer(session: Session, request: Request, number: int, text: str) -> None:
    """私下告诉宣传委员；没有宣传委员、送不到的，告诉书记。"""
    key = f"question_report:{request.home.id}:{number}"
    notice = Notice(key, "question_report", "题目反馈", text, request.now + letters.KEPT_FOR, Weight.DUTY)
    officers = members.holders(session, request.home.id, Office.PUBLICITY_OFFICER)
    told = [letters.to_member(session, request.home.id, one.id, notice, request.now) for one in officers[:1]]
    if not any(told):
        letters.to_secretary(session, request.home.id, key, text, request.now)


def reports(session: Session, request: Request) -> list[tuple[QuestionReport, QuestionRow, str]]:
    """还没有办结的反馈，连同说的题和反映的人。"""
    return [
        (one, session.get_one(QuestionRow, one.question_id), session.get_one(members.Member, one.member_id).name)
        for one in question_care.reports(session, request.home.id)
    ]


def resolve(session: Session, request: Request, number: int, words: str) -> QuestionReport:
    """办结一条，私下告诉反映的人。"""
    row = question_care.report_numbered(session, request.home.id, number)
    if row is None or row.resolved_at is not None:
        raise rules.NoSuchReport(number=number)
    row.resolved_at = request.now
    session.flush()
    key = f"question_resolved:{request.home.id}:{number}:{request.act}"
    notice = Notice(key, "question_report", "题目反馈", words, request.now + letters.KEPT_FOR, Weight.DUTY)
    letters.to_member(session, request.home.id, row.member_id, notice, request.now)
    return row


def check_up(session: Session, request: Request) -> Checkup:
    """体检：出处过时的停下来，列出该看一看的题。"""
    rows = [row for some in question_bank.everything(session, request.home.id) for row in some]
    outdated = [row for row in rows if state_of(row.question.source) is QuestionState.OUTDATED]
    # 自带的题各支部共用，过时的在启动时收下新版本那一步停
    fresh = [row for row in outdated if row.state == QuestionState.LIVE and not question_care.is_built_in(row)]
    for row in fresh:
        row.state = QuestionState.OUTDATED.value
    session.flush()
    stopped = [row.id for row in outdated if row not in fresh and row.state == QuestionState.OUTDATED]
    drafts = [row.id for row in rows if row.state == QuestionState.DRAFT]
    known = {row.id for row in rows}
    found = [one for one in rules.items(question_care.marks(session, request.home.id)) if one.question_id in known]
    return rules.check_up(found, drafts, stopped, [row.id for row in fresh])


def as_answered(question: Question, kept: object, explanation: str) -> Question:
    """照操作日志里留下的答案还原一道题。"""
    return replace(question, answer=questions.read_kept(kept), explanation=explanation)
