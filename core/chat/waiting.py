"""等着的事：此时此地这个人说的，是不是正有人等；没有人等的短话、表情，不必开写的事务。"""

from sqlalchemy.orm import Session

from core.chat.incoming import Incoming, Kind
from core.chat.routes import Routes
from core.chat.seat import Seat
from core.domain.dialogue import Scene
from core.store import pending
from core.store.pending import Pending


def rows_for(session: Session, routes: Routes, incoming: Incoming, seat: Seat, accepted: str) -> list[Pending]:
    """此时此地这个人有哪几件等着的事接受这个回答；专等他一个人的，先于谁都可以答的。"""
    words = {accepted} if accepted == pending.FREE_TEXT else routes.tokens_in(accepted)
    if not words:
        return []
    place = pending.Place(seat.request.account, incoming.place, seat.request.actor.user_id)
    rows = pending.open_rows(session, place, seat.request.now, seat.branch_id)
    rows = [row for row in rows if not words.isdisjoint(row.accepts.split())]
    return [row for row in rows if row.user_id is not None] or rows


def may_be_idle(routes: Routes, incoming: Incoming) -> bool:
    """像不像没有人等的：群里的表情，和“收到”“对”“1”这样人人天天都说的短话。"""
    if incoming.kind is not Kind.MESSAGE:
        heeds, listeners = routes.heeds.get(incoming.kind, ()), routes.listeners.get(incoming.kind, ())
        return 0 < len(heeds) == len(listeners)
    if incoming.files or incoming.scene is not Scene.GROUP:
        return False
    found = [routes.by_intent[one.intent].spec.heeds for one in routes.book.find(incoming.said)]
    return None not in found if found else bool(routes.tokens_in(incoming.said.key))


def is_heeded(session: Session, routes: Routes, incoming: Incoming, seat: Seat) -> bool:
    """只读地看一眼：正有人等这句话、这个表情。"""
    request = seat.request
    if request.branch is None:
        return False
    if incoming.kind is not Kind.MESSAGE:
        return any(heeds(request, session) for heeds in routes.heeds[incoming.kind])
    if rows_for(session, routes, incoming, seat, incoming.said.key):
        return True
    found = (routes.by_intent[one.intent].spec.heeds for one in routes.book.find(incoming.said))
    return any(heeds is not None and heeds(request, session) for heeds in found)
