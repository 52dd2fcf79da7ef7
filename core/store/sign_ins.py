"""会议签到：一场场会，各位到会的登记，应到的有哪些。会议记录、到会人数要求也要读，所以放在这里。"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.domain.notices import Audience, Choice, NoticeKind, NoticeState
from core.domain.roster import Category
from core.store import audiences
from core.store.db import Base, insert_or_ignore, rows_of, table_of
from core.store.members import Member
from core.store.notices import Notice, NoticeAnswer, away


class SignIn(Base):
    """一场会的签到，M3 是支部内的编号。

    notice_id 是为哪一份会议通知，没有的为空；title 是说给人听的会名；password 不空的要说对口令；
    day 是哪天的会，积分和人次都归这一天；closed_at 不空是结束了，undone_at 不空是作废了。
    一个支部同时只开一场。
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        UniqueConstraint("branch_id", "number"),
        Index(
            "uq_sign_in_open",
            "branch_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND undone_at IS NULL"),
            postgresql_where=text("closed_at IS NULL AND undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    title: Mapped[str]
    password: Mapped[str | None]
    day: Mapped[date]
    officer_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class Attendance(Base):
    """一位同志到了一场会。

    expected 为真是应到的，为假是列席；officer_id 不空是支委登记的，为空是自报到会；
    ordinal 是第几次登记：撤销后再登记是新的一次，undone_at 为空的只有一次。
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("sign_in_id", "member_id", "ordinal"),
        Index(
            "uq_attendance_once",
            "sign_in_id",
            "member_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_attendance_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    ordinal: Mapped[int]
    expected: Mapped[bool]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    attended_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


_ATTENDANCE = table_of(Attendance)


def next_number(session: Session, branch_id: int) -> int:
    """支部里下一场签到的编号。"""
    return (session.scalar(select(func.max(SignIn.number)).where(SignIn.branch_id == branch_id)) or 0) + 1


def unclosed(session: Session, branch_id: int) -> SignIn | None:
    """开着、还没有说结束的那一场；没有为 None。"""
    query = select(SignIn).where(SignIn.branch_id == branch_id, SignIn.closed_at.is_(None))
    return session.scalar(query.where(SignIn.undone_at.is_(None)))


def latest(session: Session, branch_id: int) -> SignIn | None:
    """最近的一场，作废的不算；没有为 None。"""
    query = select(SignIn).where(SignIn.branch_id == branch_id, SignIn.undone_at.is_(None))
    return session.scalar(query.order_by(SignIn.number.desc()).limit(1))


def find(session: Session, branch_id: int, number: int) -> SignIn:
    """按编号找一场，作废的也找得到。"""
    return session.scalars(select(SignIn).where(SignIn.branch_id == branch_id, SignIn.number == number)).one()


def attend(session: Session, row: SignIn, member: Member, officer_id: int | None, now: datetime) -> Attendance | None:
    """登记一位到会；早已登记着的为 None。"""
    mine = (Attendance.sign_in_id == row.id, Attendance.member_id == member.id)
    ordinal = (session.scalar(select(func.max(Attendance.ordinal)).where(*mine)) or 0) + 1
    values = {"sign_in_id": row.id, "member_id": member.id, "ordinal": ordinal, "officer_id": officer_id}
    values |= {"expected": is_expected(session, row, member), "attended_at": now, "undone_at": None}
    if not rows_of(session.execute(insert_or_ignore(session, _ATTENDANCE), values)):
        return None
    return session.scalars(select(Attendance).where(*mine, Attendance.ordinal == ordinal)).one()


def live(session: Session, row: SignIn) -> list[Attendance]:
    """一场会现在算数的登记，先后为序。"""
    query = select(Attendance).where(Attendance.sign_in_id == row.id, Attendance.undone_at.is_(None))
    return list(session.scalars(query.order_by(Attendance.id)))


def meetings_on(session: Session, branch_id: int, day: date, zone: str) -> list[Notice]:
    """那一天有哪几场会发过通知，取消的不算。"""
    midnight = datetime.combine(day, time.min, ZoneInfo(zone))
    query = select(Notice).where(
        Notice.branch_id == branch_id,
        Notice.kind != NoticeKind.OTHER,
        Notice.state != NoticeState.CANCELLED,
        Notice.starts_at >= midnight,
        Notice.starts_at < midnight + timedelta(days=1),
    )
    return list(session.scalars(query.order_by(Notice.starts_at, Notice.number)))


def held(session: Session, notice_ids: Collection[int]) -> set[int]:
    """这些通知里，已经开过签到的，作废的不算。"""
    query = select(SignIn.notice_id).where(SignIn.notice_id.in_(list(notice_ids)), SignIn.undone_at.is_(None))
    return {one for one in session.scalars(query) if one is not None}


def audience_of(session: Session, row: SignIn) -> Audience:
    """一场会是给谁开的；没有会议通知的是全体。"""
    return _range(session, row)[0]


def is_expected(session: Session, row: SignIn, member: Member) -> bool:
    """这一位应不应到：在开会的范围里，是核定过的党员，组织关系没有登记在外；给积极分子开的会，积极分子应到。"""
    audience, subgroup_id = _range(session, row)
    return _counts(member, audience) and audiences.takes_in(session, member, audience, subgroup_id)


def expected(session: Session, row: SignIn) -> list[Member]:
    """应到的各位，按登记先后。"""
    audience, subgroup_id = _range(session, row)
    people = audiences.people_of(session, row.branch_id, audience, subgroup_id)
    return [one for one in people if _counts(one, audience)]


def _counts(member: Member, audience: Audience) -> bool:
    wanted = {Category.ACTIVIST} if audience is Audience.ACTIVISTS else {Category.FULL, Category.PROBATIONARY}
    return not member.review and member.here is not False and member.category in wanted


def _range(session: Session, row: SignIn) -> tuple[Audience, int | None]:
    notice = _notice(session, row)
    return (Audience(notice.audience), notice.subgroup_id) if notice else (Audience.ALL, None)


def on_leave(session: Session, row: SignIn) -> set[int]:
    """为这一场会请了假的，和开会那时正在请假的。"""
    query = select(NoticeAnswer.member_id).where(
        NoticeAnswer.notice_id == row.notice_id,
        NoticeAnswer.choice == Choice.LEAVE,
        NoticeAnswer.withdrawn_at.is_(None),
    )
    return set(session.scalars(query)) | away(session, row.branch_id, row.opened_at)


def _notice(session: Session, row: SignIn) -> Notice | None:
    return session.get(Notice, row.notice_id) if row.notice_id is not None else None
