"""OneBot v12 的一端：事件怎么报，动作怎么答（返回码照标准）。"""

from sandbox.dialect import BadParameter, Frame, Params
from sandbox.model import Change, NotFriends, Refused, Silenced
from sandbox.onebot12 import events
from sandbox.onebot12.actions import ACTIONS, UnsupportedParameter
from sandbox.onebot12.segments import BadSegment, UnsupportedSegment
from sandbox.world import World

UNSUPPORTED_ACTION = 10002
RETCODES: list[tuple[type[Exception], int]] = [
    (BadParameter, 10003),
    (UnsupportedParameter, 10004),
    (UnsupportedSegment, 10005),
    (BadSegment, 10006),
    (Silenced, 34001),
    (NotFriends, 34002),
    (Refused, 35001),
]
"""从前往后找第一个对得上的。"""


class OneBot12:
    """一个说 OneBot v12 的账号；self_id 不给就是世界里的头一个机器人。"""

    def __init__(self, world: World, self_id: str | None = None) -> None:
        """平台写作 qq。"""
        self.world = world
        self.self_id = self_id or world.self_id
        self.headers = {
            "User-Agent": f"OneBot/12 ({events.PLATFORM}) {events.IMPL}/{events.VERSION['version']}",
            "Sec-WebSocket-Protocol": f"12.{events.IMPL}",
        }

    def hello(self) -> list[Frame]:
        """见 Dialect.hello。"""
        return events.hello(self.world, self.self_id)

    def heartbeat(self) -> Frame:
        """见 Dialect.heartbeat。"""
        return events.heartbeat(self.world)

    def events(self, change: Change) -> list[Frame]:
        """见 Dialect.events。"""
        return events.events(self.world, self.self_id, change)

    def answer(self, action: str, params: Frame) -> Frame:
        """见 Dialect.answer。"""
        act = ACTIONS.get(action)
        if act is None:
            return self.unsupported(action)
        try:
            data = act(self.world, self.self_id, Params(params))
        except tuple(kind for kind, _ in RETCODES) as error:
            return self.failed(next(code for kind, code in RETCODES if isinstance(error, kind)), str(error))
        return {"status": "ok", "retcode": 0, "data": data, "message": ""}

    def failed(self, retcode: int, message: str) -> Frame:
        """见 Dialect.failed。"""
        return {"status": "failed", "retcode": retcode, "data": None, "message": message}

    def unsupported(self, action: str) -> Frame:
        """见 Dialect.unsupported。"""
        return self.failed(UNSUPPORTED_ACTION, f"没有动作 {action}")
