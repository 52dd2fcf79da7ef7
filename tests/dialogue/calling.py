"""往群里、私下发一份通知，照发通知的插件写的样子。"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.manners import Weight
from core.domain.notices import Audience, NoticeKind, NoticeState, Wanted
from core.domain.roster import Office
from core.store import letters, members, notices
from core.store.letters import Notice as Words
from core.store.members import Member
from core.store.notices import Notice, NoticeAnswer, NoticeMessage
from core.store.outbox import Outgoing
from tests.dialogue.stage import Group

MEETING = datetime.fromisoformat("2026-11-25T15:00:00+08:00")


async def post(
    group: Group,
    *,
    wanted: Wanted = Wanted.ATTENDANCE,
    title: str = "支部党员大会",
    starts_at: datetime | None = MEETING,
    most: int | None = None,
    audience: Audience = Audience.ALL,
    to: int | None = None,
    source: str | None = None,
) -> str:
    """发一份，返回那一条的消息号；to 不空是私下只发给那一位，source 不空是群里原有的那条。"""
    now = group.stage.clock()

    def work(session: Session) -> str:
        officer = members.holders(session, 1, Office.SECRETARY)[0].id
        notice = Notice(
            branch_id=1,
            number=notices.next_number(session, 1),
            kind=NoticeKind.GENERAL_MEETING.value if starts_at else NoticeKind.OTHER.value,
            title=title,
            body="请各位同志阅知。",
            starts_at=starts_at,
            place="三楼会议室",
            audience=audience.value,
            wanted=wanted.value,
            most=most,
            urgent=False,
            state=NoticeState.OPEN.value,
            version=1,
            answers_until=starts_at or now + timedelta(days=3),
            officer_id=officer,
            confirmed_at=now,
        )
        session.add(notice)
        session.flush()
        key = f"notice:{notice.id}:1:{to or 'group'}" if source is None else f"source:{source}"
        session.add(NoticeMessage(notice_id=notice.id, key=key, member_id=to, message_id=source))
        words = Words(
            key, "notice", "通知", f"【通知 N{notice.number}】{title}", now + timedelta(days=2), Weight.CONFIRMED
        )
        if source is None and to is None:
            letters.to_group(session, 1, words, now)
        elif to is not None:
            letters.to_member(session, 1, to, words, now)
        return key

    key = await group.stage.database.write(1, work)
    await group.deliver()
    found = await group.stage.database.read(
        lambda session: session.scalar(select(Outgoing.message_id).where(Outgoing.key == key))
    )
    return source or found or ""


async def change(group: Group, number: int, **values: object) -> None:
    """改一份通知的几项。"""

    def work(session: Session) -> None:
        notice = notices.find(session, 1, number)
        assert notice is not None
        for name, value in values.items():
            setattr(notice, name, value)

    await group.stage.database.write(1, work)


async def answers(group: Group, number: int = 1) -> dict[str, str]:
    """各人现在的回答：姓名 → 怎样答的。"""

    def work(session: Session) -> dict[str, str]:
        rows = session.execute(
            select(Member.name, NoticeAnswer.choice)
            .join(NoticeAnswer, NoticeAnswer.member_id == Member.id)
            .join(Notice, Notice.id == NoticeAnswer.notice_id)
            .where(Notice.number == number, NoticeAnswer.withdrawn_at.is_(None))
            .order_by(Member.id)
        )
        return {row.name: row.choice for row in rows}

    return await group.stage.database.read(work)
