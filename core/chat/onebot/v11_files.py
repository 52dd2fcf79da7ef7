"""OneBot v11 取传上来的文件：先看消息里给的网址，再向那一头要网址或内容，各家接口不同。"""

from collections.abc import Awaitable, Callable
from functools import partial

from core.chat.incoming import Uploaded
from core.chat.onebot.calls import Calls
from core.chat.onebot.fetching import fetch, is_web, unpacked
from core.chat.onebot.fields import Frame, frame_of, text_in
from core.chat.platform import NotSupported, SendFailed, TooLarge


async def download(calls: Calls, place: Frame, file: Uploaded, most: int) -> bytes:
    """取 place（群号或用户号）里的一个文件；比 most 字节大的、怎么都取不到的，抛 SendFailed。"""
    if file.size > most:
        raise TooLarge(None, "文件太大")
    failure: SendFailed = NotSupported("get_file")
    for way in _ways(calls, place, file, most):
        try:
            return await way()
        except TooLarge:
            raise
        except SendFailed as error:
            failure = failure if isinstance(error, NotSupported) else error
    raise failure


def _ways(calls: Calls, place: Frame, file: Uploaded, most: int) -> list[Callable[[], Awaitable[bytes]]]:
    ways: list[Callable[[], Awaitable[bytes]]] = [partial(fetch, file.url, most)] if is_web(file.url) else []
    if file.file_id:
        by_id: Frame = {"file_id": file.file_id}
        api = "get_group_file_url" if "group_id" in place else "get_private_file_url"
        bus = {"busid": int(file.bus_id)} if file.bus_id.isdecimal() else {}
        ways.append(partial(_asked, calls, (api, place | by_id | bus), most))
        ways.append(partial(_asked, calls, ("get_file", by_id), most))
    return ways


async def _asked(calls: Calls, question: tuple[str, Frame], most: int) -> bytes:
    api, params = question
    answer = frame_of(await calls.attempt(api, **params))
    given = text_in(answer.get("base64"))
    return unpacked(given, most) if given else await fetch(text_in(answer.get("url")), most)
