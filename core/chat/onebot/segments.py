"""OneBot v11 的消息段：数组和 CQ 码两种写法读出来一样。"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nonebot.adapters.onebot.v11 import Message

from core.chat.incoming import Kind, Uploaded
from core.chat.onebot.fields import Frame, count_in, frame_of, id_in, rows_in, text_in
from core.domain.dialogue import Person
from core.domain.typed import LONGEST, MENTION

_EVERYONE = "all"


@dataclass(slots=True)
class Spoken:
    """一条消息里说了什么：@ 旁人处在文字里留一个占位符，图片表情之类略去。"""

    words: str = ""
    people: list[Person] = field(default_factory=list[Person])
    to_me: bool = False
    reply_to: str | None = None
    files: list[Uploaded] = field(default_factory=list[Uploaded])

    def mention(self, user_id: str, name: str) -> None:
        """提到了一个旁人。"""
        self.words += MENTION
        self.people.append(Person(name or user_id, user_id))

    def say(self, words: str) -> None:
        """接着说；手打的占位符不算数。"""
        self.words += words.replace(MENTION, "")

    @property
    def kind(self) -> Kind:
        """只有文件没有话的，与“传了一个文件”是一回事。"""
        return Kind.UPLOADED if self.files and not self.words.strip() else Kind.MESSAGE

    def cut(self) -> "Spoken":
        """超长的不必全留，留一个字让门槛知道它超长。"""
        self.words = self.words[: LONGEST + 1]
        return self


def spoken(message: object, account: str) -> Spoken:
    """读一条消息。"""
    found = Spoken()
    for kind, data in _segments(message):
        match kind:
            case "text":
                found.say(text_in(data.get("text")))
            case "reply":
                found.reply_to = id_in(data.get("id")) or None
            case "at":
                _mention(found, data, account)
            case "file":
                found.files.append(_file(data))
            case _:
                pass
    return found.cut()


def _mention(found: Spoken, data: Frame, account: str) -> None:
    user_id = id_in(data.get("qq"))
    if user_id == account:
        found.to_me = True
    elif user_id and user_id != _EVERYONE:
        found.mention(user_id, text_in(data.get("name")))


def _file(data: Frame) -> Uploaded:
    return Uploaded(
        name=text_in(data.get("file_name")) or text_in(data.get("name")) or text_in(data.get("file")),
        size=count_in(data.get("file_size") or data.get("size")),
        file_id=id_in(data.get("file_id")) or id_in(data.get("id")),
        bus_id=id_in(data.get("busid")),
        url=text_in(data.get("url")),
    )


def _segments(message: object) -> Iterable[tuple[str, Frame]]:
    if isinstance(message, str):
        message = [{"type": one.type, "data": one.data} for one in Message(message)]
    for segment in rows_in(message):
        yield text_in(segment.get("type")), frame_of(segment.get("data"))
