"""学习资料的用例：一个函数一件事，事务由门给。"""

from dataclasses import replace

from sqlalchemy.orm import Session

from core.domain.dialogue import Request
from core.store import letters, study
from core.store.letters import Notice
from core.store.study import StudyItem

from . import rules


def add(session: Session, request: Request, words: str) -> StudyItem:
    """存一条。"""
    text = rules.clean(words)
    if len(study.items(session, request.home.id)) >= rules.MOST:
        raise rules.TooMany(most=rules.MOST)
    return study.add(session, request.home.id, text, request.actor.member, request.now)


def delete(session: Session, request: Request, number: int) -> StudyItem:
    """删一条。"""
    item = study.find(session, request.home.id, number)
    if item is None or item.deleted_at is not None:
        raise rules.NoSuchItem(words=str(number))
    item.deleted_at = request.now
    session.flush()
    return item


def bring_back(session: Session, request: Request, number: int) -> StudyItem:
    """删掉的找回来。"""
    item = study.find(session, request.home.id, number)
    if item is None or item.deleted_at is None:
        raise rules.ChangedSince
    item.deleted_at = None
    session.flush()
    return item


def todays(session: Session, request: Request) -> StudyItem:
    """今天学的：群里今天用过的那一条，还没有就取下一条，算作今天的。"""
    branch_id = request.home.id
    item = study.todays(session, branch_id, request.day) or study.next_for_branch(session, branch_id, request.day)
    if item is None:
        raise rules.NothingYet
    return item


def next_own(session: Session, request: Request) -> StudyItem:
    """自己的下一条；不在册的没有进度可记，看今天的。"""
    if request.actor.member_id is None:
        return todays(session, request)
    item = study.next_for_member(session, request.home.id, request.actor.member_id)
    if item is None:
        raise rules.NothingYet
    return item


def push(session: Session, request: Request) -> StudyItem:
    """取群里的下一条。"""
    item = study.next_for_branch(session, request.home.id, request.day)
    if item is None:
        raise rules.NothingYet
    return item


def say_in_group(session: Session, request: Request, text: str) -> None:
    """在群里说一条，私下给订阅了的各一份：支委当面要的，不计数。"""
    key = f"study:{request.home.id}:{request.act}"
    notice = Notice(key, "study", "学习资料", text, request.now + rules.EXPIRES, rules.PUSHED)
    letters.to_group(session, request.home.id, notice, request.now)
    study.send_copies(session, request.home.id, replace(notice, title=study.COPIES), request.now)
