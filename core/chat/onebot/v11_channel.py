"""OneBot v11 账号能做的事，以及各家实现的出入。"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from core.chat.incoming import Uploaded
from core.chat.onebot.calls import Api, Calls
from core.chat.onebot.capability import EMOJI_LIKE, Capability
from core.chat.onebot.fields import Frame, frame_of, id_in, rows_in, text_in
from core.chat.onebot.messages import PLATFORM, read_past
from core.chat.onebot.v11_files import download
from core.chat.platform import Listed, NotConnected, NotSupported, Past, SendFailed, SendUnknown, Target
from core.domain.dialogue import Scene
from core.domain.mentions import Piece, pieces
from core.domain.typed import visible

MOST_PAGES = 30
OK_FACE = "124"
"""QQ 表情“OK”：中性，不用点赞的那个。"""
_NAME = "支部群助手"
_SLOW_SECONDS = 60.0
"""传文件要等久一点。"""


class V11Channel:
    """一个连着的 OneBot v11 账号。"""

    def __init__(self, bot: Api, able: Capability, now: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        """Able 记着那一头能做什么；now 是墙上的钟，ticks 是以秒计、只进不退的钟。"""
        self.platform: str = PLATFORM
        self.account: str = bot.self_id
        self._able, self._now = able, now
        self._calls = Calls(bot, able, ticks)

    async def learn(self) -> None:
        """问那一头是哪一家；问不到就照认不出来的办。"""
        try:
            told = frame_of(await self._calls.call("get_version_info"))
        except (SendFailed, SendUnknown, NotConnected):
            return
        self._able.learn(text_in(told.get("app_name")))

    async def send_group(self, group_id: str, text: str, image: bytes | None = None) -> str | None:
        """见 Channel.send_group。"""
        params = {"message_type": "group", "group_id": number(group_id), "message": _segments(text, image)}
        return _message_id(await self._calls.call("send_msg", **params))

    async def send_private(
        self, user_id: str, text: str, via_group: str | None = None, image: bytes | None = None
    ) -> str | None:
        """见 Channel.send_private。"""
        message = _segments(text, image)
        params: Frame = {"message_type": "private", "user_id": number(user_id), "message": message}
        if via_group is not None:
            # 只有临时会话才带群号；带错了，有的实现会发到群里去
            params["group_id"] = number(via_group)
        return _message_id(await self._calls.call("send_msg", **params))

    async def send_pages(self, target: Target, texts: Sequence[str]) -> str | None:
        """见 Channel.send_pages。"""
        if len(texts) > MOST_PAGES:
            raise SendFailed(None, f"合并转发至多 {MOST_PAGES} 段")
        kind = "group" if target.scene is Scene.GROUP else "private"
        nodes = [self._node(text) for text in texts]
        return _message_id(await self._calls.attempt(f"send_{kind}_forward_msg", **_place(target), messages=nodes))

    async def send_file(self, target: Target, name: str, data: bytes) -> None:
        """见 Channel.send_file。"""
        if not self._able.dialect.takes_files:
            # 这几家只认它自己机器上的路径，文件在我们这边
            raise NotSupported("upload_file")
        api = "upload_group_file" if target.scene is Scene.GROUP else "upload_private_file"
        file = _inline(data)
        await self._calls.attempt(api, **_place(target), file=file, name=name, _timeout=_SLOW_SECONDS)

    async def announce(self, group_id: str, text: str) -> None:
        """见 Channel.announce。"""
        params = {"group_id": number(group_id), "content": text, "confirm_required": 0}
        await self._calls.attempt("_send_group_notice", **params)

    async def recall(self, message_id: str) -> None:
        """见 Channel.recall。"""
        await self._calls.call("delete_msg", message_id=number(message_id))

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        """见 Channel.acknowledge。"""
        one: Frame = {"message_id": number(message_id)}
        for api in self._able.dialect.faces:
            more: Frame = {"group_id": number(group_id), "code": OK_FACE, "is_add": True}
            if api == EMOJI_LIKE:
                more = {"emoji_id": OK_FACE, "set": True}
            try:
                await self._calls.attempt(api, **one, **more)
            except NotSupported:
                continue
            except SendFailed:
                return False
            return True
        return False

    async def befriend(self, flag: str) -> None:
        """见 Channel.befriend。"""
        await self._calls.attempt("set_friend_add_request", flag=flag, approve=True)

    async def describe(self, file: Uploaded) -> Uploaded:
        """见 Channel.describe；消息里都写着。"""
        return file

    async def download(self, target: Target, file: Uploaded, most: int) -> bytes:
        """见 Channel.download。"""
        return await download(self._calls, _place(target), file, most)

    async def member_list(self, group_id: str) -> list[Listed]:
        """见 Channel.member_list。"""
        data = await self._calls.call("get_group_member_list", group_id=number(group_id), no_cache=True)
        people = [Listed(id_in(row.get("user_id")), _name(row)) for row in rows_in(data)]
        return [person for person in people if person.user_id and person.user_id != self.account]

    async def member_name(self, group_id: str, user_id: str) -> str:
        """见 Channel.member_name。"""
        params = {"group_id": number(group_id), "user_id": number(user_id)}
        return _name(frame_of(await self._calls.call("get_group_member_info", **params)))

    async def groups(self) -> list[str]:
        """见 Channel.groups。"""
        found = [id_in(row.get("group_id")) for row in rows_in(await self._calls.call("get_group_list"))]
        return [group_id for group_id in found if group_id]

    async def message(self, target: Target, message_id: str) -> Past | None:
        """见 Channel.message。"""
        row = frame_of(await self._calls.attempt("get_msg", message_id=number(message_id)))
        where = {"message_type": "group", "group_id": target.id} if target.scene is Scene.GROUP else {}
        return read_past(row | where | {"message_id": message_id}, self.account, self._now())

    async def group_name(self, group_id: str) -> str:
        """见 Channel.group_name。"""
        data = frame_of(await self._calls.call("get_group_info", group_id=number(group_id)))
        return visible(text_in(data.get("group_name"))).strip()

    async def history(self, target: Target, before: str | None, count: int) -> list[Past]:
        """见 Channel.history。"""
        in_group = target.scene is Scene.GROUP
        params = _place(target) | {"count": count}
        if before is not None:
            # 翻页用的号各家不同：Lagrange 看 message_id，其余看 message_seq
            message_id, _, message_seq = before.partition(" ")
            params |= {"message_id": number(message_id), "message_seq": number(message_seq or message_id)}
        data = await self._calls.attempt("get_group_msg_history" if in_group else "get_friend_msg_history", **params)
        rows = rows_in(frame_of(data).get("messages")) or rows_in(data)
        # 记录里可能没有写是在哪儿说的
        where = {"message_type": "group", "group_id": target.id} if in_group else {"message_type": "private"}
        found = [read_past(row | where, self.account, self._now()) for row in rows]
        return _oldest_first([past for past in found if past is not None])

    def _node(self, text: str) -> Frame:
        # 名字的写法各家不同：NapCat、LLBot 用 user_id、nickname，go-cqhttp 用 uin、name
        who = {"user_id": self.account, "uin": self.account, "nickname": _NAME, "name": _NAME}
        return {"type": "node", "data": who | {"content": _segments(text)}}


def number(identity: str) -> int | str:
    """有的实现只收数字，有的编号不是数字。"""
    return int(identity) if identity.removeprefix("-").isdecimal() else identity


def _place(target: Target) -> Frame:
    return {"group_id" if target.scene is Scene.GROUP else "user_id": number(target.id)}


def _name(row: Frame) -> str:
    return visible(text_in(row.get("card")) or text_in(row.get("nickname"))).strip()


def _segments(text: str, image: bytes | None = None) -> list[dict[str, Any]]:
    message = [_segment(one) for one in pieces(text)] or [_segment(Piece(text))]
    if image is not None:
        message.append({"type": "image", "data": {"file": _inline(image), "summary": "［卡片］"}})
    return message


def _segment(piece: Piece) -> dict[str, Any]:
    """@ 的记号换成 at 段。"""
    if piece.who:
        return {"type": "at", "data": {"qq": piece.who}}
    return {"type": "text", "data": {"text": piece.text}}


def _inline(data: bytes) -> str:
    """内容直接写在报文里：路径是那一头机器上的，文件在我们这边。"""
    return f"base64://{b64encode(data).decode()}"


def _message_id(data: object) -> str | None:
    return id_in(frame_of(data).get("message_id")) or None


def _oldest_first(found: list[Past]) -> list[Past]:
    times = [past.at for past in found if past.at is not None]
    return found[::-1] if times and times[0] > times[-1] else found
