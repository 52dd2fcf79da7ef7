"""主动说的话：往发件箱里写一件，看它后来怎样。"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.domain.dialogue import Scene
from core.domain.manners import Weight
from core.store import letters, outbox
from core.store.letters import Notice
from core.store.outbox import Letter, Outgoing
from tests.dialogue.stage import BOT, Group


async def push(
    group: Group, text: str, weight: Weight = Weight.ROUTINE, *, hours: float = 48, branch_id: int = 1
) -> None:
    """要在群里主动说一句；过了 hours 小时就不说了。"""
    now = group.stage.clock()
    notice = Notice(f"push:{branch_id}:{text[:20]}", "push", text[:6], text, now + timedelta(hours=hours), weight)
    assert await group.stage.database.write(
        branch_id, lambda session: letters.to_group(session, branch_id, notice, now)
    )


async def tell_secretary(group: Group, text: str) -> None:
    """要私下告诉书记一句。"""
    now = group.stage.clock()
    assert await group.stage.database.write(1, lambda session: letters.to_secretary(session, 1, text, text, now))


async def remind(group: Group, name: str, text: str = "明天开会") -> None:
    """要私下提醒一个人。"""
    now = group.stage.clock()
    letter = Letter(
        key=f"remind:{name}:{now:%m%d%H%M}",
        branch_id=1,
        account=BOT,
        scene=Scene.PRIVATE.value,
        target=group.people[name],
        kind="reminder",
        title="会前提醒",
        text=text,
        not_before=now,
        expires_at=now + timedelta(days=2),
        weight=Weight.REMINDER,
    )
    await group.stage.database.write(1, lambda session: outbox.put(session, letter, now))


async def fates(group: Group) -> dict[str, tuple[str, str | None]]:
    """发件箱里各件的名目：走到了哪一步、缘由。"""
    query = select(Outgoing).order_by(Outgoing.id)
    found = await group.stage.database.read(lambda session: list(session.scalars(query)))
    return {row.title: (str(row.state), row.error) for row in found}


async def column(group: Group, name: str) -> list[Any]:
    """发件箱里各件的某一项，按写的先后。"""
    query = select(getattr(Outgoing, name)).order_by(Outgoing.id)
    return await group.stage.database.read(lambda session: list(session.scalars(query)))
