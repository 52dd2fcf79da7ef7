"""OneBot v12 账号能做的事：只有标准里的那些，没有表情、聊天记录、公告、合并转发和好友申请。"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.chat.incoming import Uploaded
from core.chat.onebot.calls import Api, Calls
from core.chat.onebot.capability import Capability
from core.chat.onebot.fetching import fetch, is_web, unpacked
from core.chat.onebot.fields import Frame, frame_of, id_in, rows_in, text_in
from core.chat.platform import Listed, NotSupported, Past, SendFailed, SendUnknown, Target, TooLarge
from core.domain.dialogue import Scene
from core.domain.mentions import EVERYONE, Piece, pieces
from core.domain.typed import visible


class V12Channel:
    """一个连着的 OneBot v12 账号。"""

    def __init__(self, bot: Api, platform: str, able: Capability, ticks: Callable[[], float]) -> None:
        """Platform 是它在哪个平台；able 记着那一头没有什么；ticks 是以秒计、只进不退的钟。"""
        self.platform = platform
        self.account: str = bot.self_id
        self._calls = Calls(bot, able, ticks)

    async def send_group(self, group_id: str, text: str, image: bytes | None = None) -> str | None:
        """见 Channel.send_group。"""
        return await self._send(_place(Target(Scene.GROUP, group_id)), await self._segments(text, image))

    async def send_private(
        self, user_id: str, text: str, via_group: str | None = None, image: bytes | None = None
    ) -> str | None:
        """见 Channel.send_private；标准里没有临时会话，当作好友来发。"""
        del via_group
        return await self._send(_place(Target(Scene.PRIVATE, user_id)), await self._segments(text, image))

    async def send_pages(self, target: Target, texts: Sequence[str]) -> str | None:
        """标准里没有合并转发。"""
        raise NotSupported("send_pages", target, len(texts))

    async def send_file(self, target: Target, name: str, data: bytes) -> None:
        """见 Channel.send_file。"""
        await self._send(_place(target), [{"type": "file", "data": {"file_id": await self._stored(name, data)}}])

    async def announce(self, group_id: str, text: str) -> None:
        """标准里没有群公告。"""
        raise NotSupported("announce", group_id, len(text))

    async def recall(self, message_id: str) -> None:
        """见 Channel.recall。"""
        await self._calls.call("delete_message", message_id=message_id)

    async def acknowledge(self, group_id: str, message_id: str) -> bool:
        """标准里没有表情，总为假。"""
        del group_id, message_id
        return False

    async def befriend(self, flag: str) -> None:
        """标准里没有好友申请。"""
        raise NotSupported("befriend", flag)

    async def describe(self, file: Uploaded) -> Uploaded:
        """见 Channel.describe；标准里消息只带文件号，名字要另问。"""
        if file.name:
            return file
        try:
            answer = frame_of(await self._calls.call("get_file", file_id=file.file_id, type="url"))
        except SendFailed:
            answer = frame_of(await self._calls.call("get_file", file_id=file.file_id, type="data"))
        return replace(file, name=text_in(answer.get("name")))

    async def download(self, target: Target, file: Uploaded, most: int) -> bytes:
        """见 Channel.download；先要网址，没有再要内容。"""
        del target
        if file.size > most:
            raise TooLarge(None, "文件太大")
        try:
            answer = frame_of(await self._calls.call("get_file", file_id=file.file_id, type="url"))
        except SendFailed:
            answer: Frame = {}
        url = text_in(answer.get("url"))
        if is_web(url):
            headers = {key: str(value) for key, value in frame_of(answer.get("headers")).items()}
            return await fetch(url, most, headers)
        answer = frame_of(await self._calls.call("get_file", file_id=file.file_id, type="data"))
        return unpacked(answer.get("data"), most)

    async def member_list(self, group_id: str) -> list[Listed]:
        """见 Channel.member_list。"""
        data = await self._calls.call("get_group_member_list", group_id=group_id)
        people = [Listed(id_in(row.get("user_id")), _name(row)) for row in rows_in(data)]
        return [person for person in people if person.user_id and person.user_id != self.account]

    async def member_name(self, group_id: str, user_id: str) -> str:
        """见 Channel.member_name。"""
        return _name(frame_of(await self._calls.call("get_group_member_info", group_id=group_id, user_id=user_id)))

    async def groups(self) -> list[str]:
        """见 Channel.groups。"""
        found = [id_in(row.get("group_id")) for row in rows_in(await self._calls.call("get_group_list"))]
        return [group_id for group_id in found if group_id]

    async def message(self, target: Target, message_id: str) -> Past | None:
        """标准里不能按消息号取一条。"""
        raise NotSupported("message", target, message_id)

    async def group_name(self, group_id: str) -> str:
        """见 Channel.group_name。"""
        data = frame_of(await self._calls.call("get_group_info", group_id=group_id))
        return visible(text_in(data.get("group_name"))).strip()

    async def history(self, target: Target, before: str | None, count: int) -> list[Past]:
        """标准里没有聊天记录。"""
        raise NotSupported("history", target, before, count)

    async def _segments(self, text: str, image: bytes | None) -> list[Frame]:
        message = [_segment(one) for one in pieces(text)] or [_segment(Piece(text))]
        if image is not None:
            message.append({"type": "image", "data": {"file_id": await self._stored("card.png", image)}})
        return message

    async def _stored(self, name: str, data: bytes) -> str:
        """先把内容交给那一头，换一个文件号；交不成的消息肯定没有发，抛 SendFailed。"""
        try:
            answer = frame_of(await self._calls.attempt("upload_file", type="data", name=name, data=data))
        except SendUnknown as error:
            raise SendFailed(None, f"文件没有交过去：{error}") from None
        file_id = id_in(answer.get("file_id"))
        if not file_id:
            raise SendFailed(None, "没有给文件号")
        return file_id

    async def _send(self, place: Frame, message: list[Frame]) -> str | None:
        data = await self._calls.call("send_message", **place, message=message)
        return id_in(frame_of(data).get("message_id")) or None


def _place(target: Target) -> Frame:
    if target.scene is Scene.GROUP:
        return {"detail_type": "group", "group_id": target.id}
    return {"detail_type": "private", "user_id": target.id}


def _segment(piece: Piece) -> Frame:
    """@ 的记号换成 mention、mention_all 段。"""
    if piece.who == EVERYONE:
        return {"type": "mention_all", "data": {}}
    if piece.who:
        return {"type": "mention", "data": {"user_id": piece.who}}
    return {"type": "text", "data": {"text": piece.text}}


def _name(row: Frame) -> str:
    return visible(text_in(row.get("user_displayname")) or text_in(row.get("user_name"))).strip()
