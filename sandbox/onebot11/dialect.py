"""OneBot v11 的一端：事件怎么报，调用怎么答（返回码照各家实现）。"""

from sandbox.dialect import BadParameter, Frame, Params
from sandbox.model import Change, NotFriends, Refused, Silenced
from sandbox.onebot11 import events, files, messages, people
from sandbox.onebot11.account import NOT_FRIENDS, SANDBOX, SILENCED, Account, Profile
from sandbox.world import World

BAD_PARAMETER = 1400
ACTIONS = people.ACTIONS | messages.ACTIONS | files.ACTIONS


class OneBot11:
    """一个说 OneBot v11 的账号；self_id 不给就是世界里的头一个机器人。"""

    def __init__(self, world: World, self_id: str | None = None, profile: Profile = SANDBOX) -> None:
        """假装是 profile 那家实现。"""
        self.world = world
        self.self_id = self_id or world.self_id
        self.headers = {"X-Self-ID": self.self_id, "X-Client-Role": "Universal"}
        self._account = Account(world, self.self_id, profile)
        self._profile = profile

    def hello(self) -> list[Frame]:
        """见 Dialect.hello。"""
        return [events.lifecycle(self._account)]

    def heartbeat(self) -> Frame:
        """见 Dialect.heartbeat。"""
        return events.heartbeat(self._account)

    def events(self, change: Change) -> list[Frame]:
        """见 Dialect.events。"""
        return events.events(self._account, change)

    def answer(self, action: str, params: Frame) -> Frame:
        """办一次调用；不认识的动作、参数不对、办不成，各有各的返回码。"""
        act = ACTIONS.get(action)
        if act is None or action in self._profile.lacks:
            return self.unsupported(action)
        try:
            data = act(self._account, Params(params))
        except BadParameter as error:
            return self.failed(BAD_PARAMETER, str(error))
        except Refused as error:
            return self.failed(self._profile.failed, _wording(error))
        return {"status": "ok", "retcode": 0, "data": data, "message": "", "wording": ""}

    def failed(self, retcode: int, message: str) -> Frame:
        """见 Dialect.failed。"""
        return {"status": "failed", "retcode": retcode, "data": None, "message": message, "wording": message}

    def unsupported(self, action: str) -> Frame:
        """见 Dialect.unsupported。"""
        return self.failed(self._profile.unsupported, f"不支持的Api {action}")


def _wording(error: Refused) -> str:
    """NapCat 的说法：QQ 服务端不让发的，带着结果码。"""
    if not isinstance(error, Silenced | NotFriends):
        return str(error)
    code = SILENCED if isinstance(error, Silenced) else NOT_FRIENDS
    return (
        "EventChecker Failed: NTEvent serviceAndMethod:NodeIKernelMsgService/sendMsg "
        "ListenerName:NodeIKernelMsgListener/onMsgInfoListUpdate EventRet:\n"
        f'{{\n    "result": {code},\n    "errMsg": "{error}"\n}}\n'
    )
