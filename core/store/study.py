"""学习资料：一条条排着队，用过的不再用，全部用完才从头；推送、今日学习、自己学一条都从这里取。"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.manners import Weight
from core.domain.studying import UNSUBSCRIBE
from core.store import letters
from core.store.db import Base
from core.store.letters import Notice
from core.store.members import Member


class StudyItem(Base):
    """一条学习资料：text 是文字（标题、链接都在里面）。

    number 是支部内的编号；rounds 是群里用过几遍，used_on 是最近一次在群里用的那一天；deleted_at 不空是删了。
    """

    __tablename__ = "study_item"
    __table_args__ = (
        UniqueConstraint("branch_id", "number"),
        Index("ix_study_item_queue", "branch_id", "rounds", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    text: Mapped[str]
    rounds: Mapped[int]
    used_on: Mapped[date | None]
    officer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    added_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class StudyReading(Base):
    """一位同志自己取过一条资料几遍。"""

    __tablename__ = "study_reading"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("study_item.id"), primary_key=True)
    rounds: Mapped[int]


class StudySubscriber(Base):
    """订阅了私下学习推送的一位同志。"""

    __tablename__ = "study_subscriber"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)


def items(session: Session, branch_id: int) -> list[StudyItem]:
    """支部现有的资料，按编号。"""
    query = select(StudyItem).where(StudyItem.branch_id == branch_id, StudyItem.deleted_at.is_(None))
    return list(session.scalars(query.order_by(StudyItem.number)))


def add(session: Session, branch_id: int, text: str, officer_id: int, now: datetime) -> StudyItem:
    """存一条，排在队尾。"""
    highest = session.scalar(select(func.max(StudyItem.number)).where(StudyItem.branch_id == branch_id)) or 0
    # 新来的与还没用过这一遍的排在一起，不必等全部重来
    rounds = select(func.min(StudyItem.rounds)).where(StudyItem.branch_id == branch_id, StudyItem.deleted_at.is_(None))
    item = StudyItem(branch_id=branch_id, number=highest + 1, text=text, rounds=session.scalar(rounds) or 0)
    item.used_on, item.officer_id, item.added_at, item.deleted_at = None, officer_id, now, None
    session.add(item)
    session.flush()
    return item


def find(session: Session, branch_id: int, number: int) -> StudyItem | None:
    """按编号找一条，删了的也找得到；没有为 None。"""
    return session.scalar(select(StudyItem).where(StudyItem.branch_id == branch_id, StudyItem.number == number))


def next_for_branch(session: Session, branch_id: int, today: date) -> StudyItem | None:
    """取群里要用的下一条，记下今天用了它；没有资料为 None。"""
    query = select(StudyItem).where(StudyItem.branch_id == branch_id, StudyItem.deleted_at.is_(None))
    item = session.scalar(query.order_by(StudyItem.rounds, StudyItem.number).limit(1))
    if item is not None:
        item.rounds, item.used_on = item.rounds + 1, today
        session.flush()
    return item


def todays(session: Session, branch_id: int, today: date) -> StudyItem | None:
    """今天群里用过的那一条，用过几条的取最后一条；还没有用过为 None。"""
    query = select(StudyItem).where(
        StudyItem.branch_id == branch_id, StudyItem.used_on == today, StudyItem.deleted_at.is_(None)
    )
    return session.scalar(query.order_by(StudyItem.rounds.desc(), StudyItem.number.desc()).limit(1))


def next_for_member(session: Session, branch_id: int, member_id: int) -> StudyItem | None:
    """一位同志自己的下一条，全部学过一遍才从头；没有资料为 None。"""
    mine = (StudyReading.item_id == StudyItem.id) & (StudyReading.member_id == member_id)
    taken = func.coalesce(StudyReading.rounds, 0)
    query = select(StudyItem, taken).outerjoin(StudyReading, mine)
    query = query.where(StudyItem.branch_id == branch_id, StudyItem.deleted_at.is_(None))
    found = session.execute(query.order_by(taken, StudyItem.number).limit(1)).first()
    if found is None:
        return None
    item, rounds = found
    session.merge(StudyReading(member_id=member_id, item_id=item.id, rounds=rounds + 1))
    session.flush()
    return item


def subscribe(session: Session, branch_id: int, member_id: int, *, wanted: bool) -> bool:
    """订阅或退订私下的学习推送；本来就是那样的为假。"""
    row = session.get(StudySubscriber, member_id)
    if (row is not None) == wanted:
        return False
    if row is None:
        session.add(StudySubscriber(member_id=member_id, branch_id=branch_id))
    else:
        session.delete(row)
    session.flush()
    return True


def subscribers(session: Session, branch_id: int) -> list[int]:
    """订阅了的各位，移出名册的不算。"""
    query = select(StudySubscriber.member_id).join(Member, Member.id == StudySubscriber.member_id)
    query = query.where(StudySubscriber.branch_id == branch_id, Member.archived_at.is_(None))
    return list(session.scalars(query.order_by(StudySubscriber.member_id)))


COPIES = "订阅的学习"
"""私下各给一份的，在推送记录里的名目。"""


def send_copies(session: Session, branch_id: int, notice: Notice, now: datetime) -> None:
    """群里推送的一条，私下给订阅了的各位各一份；设了别提醒我的，本来就不送。"""
    text = f"{notice.text}\n{UNSUBSCRIBE}"
    for member_id in subscribers(session, branch_id):
        copy = replace(notice, key=f"{notice.key}:{member_id}", text=text, weight=Weight.REMINDER)
        letters.to_member(session, branch_id, member_id, copy, now)
