"""通知与回执：支委确认过的才有一行；各人的回答一人一行，改主意就改那一行。"""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.calendar import local
from core.domain.notices import NoticeState
from core.store.db import Base
from core.store.sealed import SealedText


class Notice(Base):
    """一份通知。

    number 是支部内的编号（N3）；body 是确认时的正文；starts_at 是开会、活动的时刻，一般通知为空；
    place、agenda 可空；audience、subgroup_id 是发给谁；wanted 是要什么回执，most 是报名限几人（None 不限）；
    version 从 1 起，改一次时间、地点加一；answers_until 之前算“还开着”，好的、收到之类才认。
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("branch_id", "number"),
        Index("ix_notice_open", "branch_id", "state", "answers_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    starts_at: Mapped[datetime | None]
    place: Mapped[str | None]
    agenda: Mapped[str | None]
    audience: Mapped[str]
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey("subgroup.id"))
    wanted: Mapped[str]
    most: Mapped[int | None]
    urgent: Mapped[bool]
    state: Mapped[str]
    version: Mapped[int]
    answers_until: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    confirmed_at: Mapped[datetime]


class NoticeMessage(Base):
    """一份通知说出去的一条：发件箱的 key，好从群里、私聊里的回复和表情认出是哪一份。

    member_id 为空是发在群里的，不空是私下发给那一位的；source 为真是群里原有的那条（回复“设为通知”的），
    它没有经过发件箱，message_id 就是那条的消息号。
    """

    __tablename__ = "notice_message"
    __table_args__ = (
        UniqueConstraint("notice_id", "key"),
        Index("ix_notice_message_message_id", "message_id"),
        Index("ix_notice_message_key", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    key: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    message_id: Mapped[str | None]


class NoticeAnswer(Base):
    """一个人对一份通知的回答。

    choice 见 core.domain.notices.Choice；version 是答的时候通知改到第几版（改期后旧的仍算，另私下再问）；
    reason 是请假、迟到的事由，加密保存，只给 reason_for 那一位（登记时的书记）看；minutes 是迟到几分钟；
    told_by 不空是支委“已电话告知”的；via 是引起它的消息号或“reaction”；withdrawn_at 不空是又收回了。
    """

    __tablename__ = "notice_answer"
    __table_args__ = (UniqueConstraint("notice_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    choice: Mapped[str]
    version: Mapped[int]
    reason: Mapped[str | None] = mapped_column(SealedText)
    reason_for: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    minutes: Mapped[int | None]
    told_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    via: Mapped[str | None]
    answered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Leave(Base):
    """不为哪一次会的请假：哪天到哪天（含），事由加密，只给 reason_for 那一位看。"""

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_member_id", "member_id", "until_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(SealedText)
    reason_for: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def next_number(session: Session, branch_id: int) -> int:
    """支部里下一份通知的编号。"""
    return (session.scalar(select(func.max(Notice.number)).where(Notice.branch_id == branch_id)) or 0) + 1


def find(session: Session, branch_id: int, number: int) -> Notice | None:
    """按编号找一份通知；没有为 None。"""
    return session.scalar(select(Notice).where(Notice.branch_id == branch_id, Notice.number == number))


def any_open(session: Session, branch_id: int, now: datetime) -> bool:
    """支部里有没有还开着的通知。"""
    query = select(Notice.id).where(
        Notice.branch_id == branch_id, Notice.state == NoticeState.OPEN, Notice.answers_until > now
    )
    return session.scalar(query.limit(1)) is not None


def open_notices(session: Session, branch_id: int, now: datetime) -> list[Notice]:
    """支部里还开着的通知，先确认的在前。"""
    query = select(Notice).where(
        Notice.branch_id == branch_id, Notice.state == NoticeState.OPEN, Notice.answers_until > now
    )
    return list(session.scalars(query.order_by(Notice.number)))


def leaves_of(session: Session, member_id: int, now: datetime) -> list[Leave]:
    """一个人此刻还没有结束的假，先登记的在前。"""
    query = select(Leave).where(Leave.member_id == member_id, Leave.ended_at.is_(None), Leave.until_at > now)
    return list(session.scalars(query.order_by(Leave.id)))


def away(session: Session, branch_id: int, at: datetime) -> set[int]:
    """那时正在请假的各位；为某一次会请的假不在内。"""
    query = select(Leave.member_id).where(Leave.branch_id == branch_id, Leave.ended_at.is_(None))
    return set(session.scalars(query.where(Leave.from_at <= at, Leave.until_at > at)))


def leave_days(session: Session, member_id: int, start: date, end: date, zone: str) -> frozenset[date]:
    """一个人从 start 到 end（含）哪些天在请假；提前销假的，销假以后的日子不算。"""
    days = set[date]()
    for one in session.scalars(select(Leave).where(Leave.member_id == member_id)):
        ended = min(one.until_at, one.ended_at or one.until_at)
        first, last = max(local(one.from_at, zone).date(), start), min(local(ended, zone).date(), end)
        if one.ended_at is not None and one.ended_at < one.until_at:
            last = min(last, local(one.ended_at, zone).date() - timedelta(days=1))
        days |= {first + timedelta(days=ahead) for ahead in range((last - first).days + 1)}
    return frozenset(days)


def answers_of(session: Session, notice: Notice) -> dict[int, NoticeAnswer]:
    """各人现在的回答，收回了的不算。"""
    query = select(NoticeAnswer).where(NoticeAnswer.notice_id == notice.id, NoticeAnswer.withdrawn_at.is_(None))
    return {one.member_id: one for one in session.scalars(query)}
