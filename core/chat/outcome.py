"""一件事办完的结果，和不办的缘由。"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.chat.declarations import Route
from core.chat.seat import Seat
from core.domain import short_answers
from core.domain.dialogue import Answered, Reply, Request, Scene
from core.domain.permission import allowed
from core.domain.phrases import Found
from core.store import members

PRIVATE_ONLY = "此事请在私聊中办理，群内未作任何处理"
NOT_ALLOWED = "这件事您没有权限办理，如有疑问请联系支部书记。"
NOT_ON_ROSTER = "您还不在本助手服务的党支部花名册中，请联系所在支部的书记。"
NO_BRANCH = "您不在任何支部的花名册中，请到支部的群里办理。"
NO_TEMPORARY = "临时会话不办理事务，请先加本助手为好友再私聊。"

SHORT = 1
"""这么多字的（“1”），正等着一句话的先当作答那一件。"""
USAGE = "没有看懂，未作任何改动。请这样写：{form}。"
SEVERAL = "现在有 {count} 件事等着您{said}：{listed}。请发“{said}1”“{said}2”这样指明是哪一件。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """办完的结果。

    later 不空是一条查询，等只读时再算；lost 是专门对助手说的却没有听懂；waits 表示等着随便一句话的人有变；
    wrote 表示发件箱有新信；befriend 表示同意好友申请；many 表示此人在几个支部，回话要标明支部；
    rehearsed 表示 later 是演练的查询。
    """

    answered: Answered = None
    request: Request | None = None
    later: tuple[Route, list[Any]] | None = None
    lost: bool = False
    waits: bool = False
    wrote: bool = False
    many: bool = False
    befriend: bool = False
    rehearsed: bool = False


SILENCE = Outcome()


class Rehearsed(Exception):
    """演练完了：把结果带出事务，事务里做过的全部退回。"""

    def __init__(self, outcome: Outcome) -> None:
        """Outcome 是说给本人听的。"""
        super().__init__("演练")
        self.outcome = outcome


def is_idle(session: Session, seat: Seat, route: Route, found: Found) -> bool:
    """群里无权办的人说的、说的又不是名册上的人，多半是闲聊，如“绑定 手机号 就行”“演练 周五下午”。"""
    request = seat.request
    people = [one for one in found.people if one.user_id is None]
    strangers = (not members.find_people(session, request.home.id, request.platform, one) for one in people)
    return request.scene is Scene.GROUP and (route.spec.rehearses or route.spec.shy or any(strangers))


def which_of(request: Request, said: str, called: list[str]) -> Outcome:
    """几件事等着同一个短答：是确认、取消的私下问一次是哪一件，别的不出声。"""
    if said not in short_answers.NUMBERED:
        return SILENCE
    listed = "；".join(f"{number} {name}" for number, name in enumerate(called, 1))
    return Outcome(Reply(SEVERAL.format(said=said, count=len(called), listed=listed), private=True), request)


def refusal_of(route: Route, seat: Seat) -> str | None:
    """这个人此时此地不能办这条口令的缘由；能办为 None。"""
    request = seat.request
    if not allowed(request.actor, route.spec.action, seat.branch_id):
        bound = request.branch is not None or request.scene is Scene.PRIVATE
        stranger = bound and request.actor.member_id is None and not request.actor.superuser
        return NOT_ON_ROSTER if stranger else NOT_ALLOWED
    if route.spec.where == "private" and request.scene is Scene.GROUP:
        return PRIVATE_ONLY
    if request.branch is None and not route.spec.unbound and not route.spec.branchless:
        return NO_BRANCH
    return None
