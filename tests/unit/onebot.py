"""一个假的 NoneBot 账号：照写好的答，记下调用过什么。"""

from collections.abc import Callable
from typing import Any

from nonebot.adapters.onebot import v11, v12
from nonebot.adapters.onebot.v12.exception import ActionFailedWithRetcode

Frame = dict[str, Any]


class ScriptedBot:
    """answers 里按接口名给答话：是异常就抛，是函数就用参数去问，其余原样返回；没有写的当作没有这个接口。"""

    self_id = "10000"

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.calls: list[tuple[str, Frame]] = []

    @property
    def apis(self) -> list[str]:
        return [api for api, _ in self.calls]

    async def call_api(self, api: str, **data: Any) -> Any:
        self.calls.append((api, data))
        answer = self.answers.get(api, no_such_api())
        if isinstance(answer, Exception):
            raise answer
        return answer(data) if isinstance(answer, Callable) else answer


def failed(retcode: object, message: str = "", **more: object) -> v11.ActionFailed:
    """V11 的一次失败。"""
    return v11.ActionFailed(**{"status": "failed", "retcode": retcode, "data": None, "message": message} | more)


def no_such_api() -> v11.ActionFailed:
    """V11 里没有这个接口。"""
    return failed(1404, "不支持的Api x")


def failed_v12(retcode: int, message: str = "") -> v12.ActionFailed:
    """V12 的一次失败。"""
    return ActionFailedWithRetcode(status="failed", retcode=retcode, message=message, data=None)


class Ticks:
    """测试拨的、只进不退的钟。"""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds
