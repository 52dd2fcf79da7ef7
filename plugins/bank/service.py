"""题库的用例：一个函数一件事，事务由门给。"""

from typing import Any

from sqlalchemy.orm import Session

from core.domain.dialogue import Request
from core.domain.questions import Question, QuestionType
from core.store import question_bank, question_drafts
from core.store.question_bank import Known
from core.store.questions import read_kept, row_of

from . import rules
from .rules import BankFile, Entry, Kept, Preview


def preview(session: Session, request: Request, file: BankFile) -> Preview:
    """与题库比一遍，哪些是新的；什么都不改。"""
    known = question_bank.known_by(session, request.home.id, [one.shape for one in file.entries])
    fresh = tuple(one for one in file.entries if one.shape not in known)
    differ = [(one, known[one.shape]) for one in file.entries if one.shape in known]
    conflicts = tuple((one, kept.id) for one, kept in differ if not rules.same_answer(one.question, _of(one, kept)))
    return Preview(file, fresh, len(differ), conflicts)


def keep_draft(session: Session, request: Request, fresh: tuple[Entry, ...]) -> int:
    """存下等着确认的题，返回是哪一份。"""
    rows = [row_of(one.question, one.shape) for one in fresh]
    return question_drafts.keep(session, request.home.id, rows, request.now + rules.OPEN_FOR, request.now)


def drop_draft(session: Session, request: Request, batch: int) -> None:
    """不导入了。"""
    question_drafts.drop(session, request.home.id, batch)


def bring_in(session: Session, request: Request, batch: int) -> dict[str, int]:
    """导入一份，返回各题型收了多少；预览之后题库里才有的不再收。"""
    branch_id, found = request.home.id, False
    for rows in question_drafts.take(session, branch_id, batch):
        known = question_bank.known_by(session, branch_id, [row["fingerprint"] for row in rows])
        fresh = [row for row in rows if row["fingerprint"] not in known]
        question_bank.bring_in(session, branch_id, fresh, request.act, request.now)
        found = True
    if not found:
        raise rules.Gone
    question_drafts.drop(session, branch_id, batch)
    return question_bank.brought(session, branch_id, request.act)


def drafts(session: Session, request: Request) -> list[int]:
    """这一次导入的题里，还是草稿的有哪些。"""
    return question_bank.drafts_of(session, request.home.id, request.act)


def counts(session: Session, request: Request) -> list[tuple[int, str, str, str, int]]:
    """题库里各样多少。"""
    return question_bank.counts(session, request.home.id)


def everything(session: Session, request: Request) -> list[Kept]:
    """支部看得见的全部题，停用了的也在内。"""
    found = question_bank.everything(session, request.home.id)
    return [Kept(row.number, row.question) for some in found for row in some]


def samples(session: Session, request: Request) -> list[Kept]:
    """每种题型一道现成的题，作样子。"""
    first: dict[QuestionType, Kept] = {}
    for some in question_bank.everything(session, request.home.id):
        for row in some:
            first.setdefault(QuestionType(row.type), Kept("", row.question))
        if len(first) == len(QuestionType):
            break
    return [first[kind] for kind in QuestionType if kind in first]


def withdraw(session: Session, request: Request, act: int) -> None:
    """一次导入整批收回。"""
    question_bank.withdraw(session, request.home.id, act)


def _of(entry: Entry, kept: Known) -> Question:
    answer: Any = read_kept(kept.answer)
    return Question(entry.question.stem, QuestionType(kept.type), kept.options, answer)
