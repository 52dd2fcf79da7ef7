"""体验世界的规矩：谁能做什么；除了可选的流水文件，不做任何输入输出。"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sandbox.journal import Journal
from sandbox.model import (
    EVERYONE,
    Announced,
    Befriended,
    Broadcast,
    Change,
    ChatMessage,
    Group,
    Joined,
    Left,
    Muted,
    NotFriends,
    Person,
    Reacted,
    Recalled,
    Refused,
    Relabelled,
    Renamed,
    Requested,
    Said,
    Scene,
    Segment,
    Silenced,
    StoredFile,
    Uploaded,
    file_segment,
    image_segment,
)
from sandbox.state import State


class World(State):
    """一个小小的 QQ：所有变化都先记流水、再生效、再告诉听众。

    strangers 为真时，只有 friends 里的人是机器人的好友，平时人人都是；downloads 是下载文件的网址开头，空的是没有。
    """

    strangers = False
    downloads = ""

    def __init__(
        self,
        groups: Iterable[Group] = (),
        *,
        now: Callable[[], datetime],
        self_id: str = "10000",
        bot_name: str = "支部群助手",
        journal: Path | None = None,
    ) -> None:
        """从最初的群开始，再把流水里的变化重放一遍。"""
        super().__init__(groups, self_id, bot_name)
        self.bot_name = bot_name
        self.now = now
        self.changes: Broadcast[Change] = Broadcast()
        self._journal = Journal(journal) if journal else None
        if self._journal:
            for change in self._journal.changes():
                # 流水可能比演员表旧：对不上的人和群，那一行就不要了。
                with suppress(KeyError):
                    self.apply(change)

    def add_bot(self, bot_id: str, name: str, group_ids: Iterable[str]) -> None:
        """加一个机器人账号，在这几个群里；不记流水，只给测试用。"""
        self.people[bot_id] = Person(bot_id, name)
        for group_id in group_ids:
            self.group(group_id).members[bot_id] = self.people[bot_id]

    def say(
        self, user_id: str, segments: list[Segment] | str, group_id: str | None = None, bot_id: str = ""
    ) -> ChatMessage:
        """某人在群里说话；不给群号就是私聊机器人（bot_id 是世界里的另一个机器人）。"""
        return self._speak(self._scene(user_id, group_id, bot_id), user_id, segments)

    def upload(
        self, user_id: str, name: str, data: bytes, group_id: str | None = None, bot_id: str = ""
    ) -> ChatMessage:
        """某人在群里，或在与机器人的私聊里传一个文件；返回带着文件段的那条消息。"""
        return self._upload(self._scene(user_id, group_id, bot_id), user_id, name, data)

    def show(self, user_id: str, name: str, data: bytes, group_id: str | None = None, bot_id: str = "") -> ChatMessage:
        """某人在群里，或在与机器人的私聊里发一张图。"""
        scene = self._scene(user_id, group_id, bot_id)
        self._may_speak(scene, user_id)
        return self._speak(scene, user_id, [image_segment(self.store(name, data))])

    def bot_say(
        self, scene: Scene, segments: list[Segment] | str, bot_id: str = "", via_group: str = ""
    ) -> ChatMessage:
        """机器人在一个群或一个私聊里说话；via_group 是私聊要借的群，不是好友时从那里发起临时会话。"""
        self._reach(scene, via_group)
        return self._speak(scene, bot_id or self.self_id, segments)

    def bot_upload(self, scene: Scene, name: str, data: bytes, bot_id: str = "") -> ChatMessage:
        """机器人在一个群或一个私聊里传一个文件。"""
        self._reach(scene)
        return self._upload(scene, bot_id or self.self_id, name, data)

    def store(self, name: str, data: bytes) -> StoredFile:
        """存一个文件，还没有发到哪里去。"""
        file = StoredFile(uuid4().hex, name, data)
        self._commit(Uploaded(file, self.now()))
        return file

    def file_url(self, file_id: str) -> str:
        """从哪里下载一个文件；没有地方下载是空的。"""
        file = self.file(file_id)
        return f"{self.downloads}/{file.file_id}" if self.downloads else ""

    def recall(self, message_id: int, by: str) -> None:
        """撤回一条消息：本人可以，群里的群主和管理员可以撤回别人的。"""
        message = self.message(message_id)
        if message.recalled:
            raise Refused("这条消息已经撤回。")
        if by != message.sender_id and not (message.scene.kind == "group" and self.moderates(message.scene.id, by)):
            raise Refused("只能撤回自己的消息；群主和管理员可以撤回群成员的消息。")
        self._commit(Recalled(message_id, by, self.now()))

    def react(self, message_id: int, user_id: str, emoji_id: str, *, add: bool = True) -> None:
        """给群消息贴上或取下一个表情；已经是那样就什么也不发生。"""
        message = self.message(message_id)
        if message.scene.kind != "group":
            raise Refused("私聊消息不支持表情回应。")
        if message.recalled:
            raise Refused("这条消息已经撤回。")
        self.member(message.scene.id, user_id)
        if (user_id in message.reactions.get(emoji_id, ())) != add:
            self._commit(Reacted(message_id, user_id, emoji_id, add, self.now()))

    def join(self, group_id: str, person: Person) -> None:
        """有人进群。"""
        if person.user_id in self.group(group_id).members:
            raise Refused("这个人已经在群里。")
        self._commit(Joined(group_id, person, self.now()))

    def leave(self, group_id: str, user_id: str) -> None:
        """有人退群；以前说的话还在。"""
        self.member(group_id, user_id)
        self._commit(Left(group_id, user_id, self.now()))

    def rename(self, group_id: str, user_id: str, card: str) -> None:
        """有人改群名片。"""
        old = self.member(group_id, user_id)
        self._commit(Renamed(group_id, user_id, old.card, card, self.now()))

    def relabel(self, user_id: str, label: str) -> None:
        """页面上换一个身份标签；已经是那样就什么也不发生。"""
        if self.person(user_id).label != label:
            self._commit(Relabelled(user_id, label, self.now()))

    def mute(self, group_id: str, user_id: str, seconds: int = 600) -> None:
        """群主禁言一个人（机器人也算）；user_id 为 EVERYONE 是全员禁言，没有期限。"""
        if user_id != EVERYONE:
            self.member(group_id, user_id)
        length = -1 if user_id == EVERYONE else seconds
        self._commit(Muted(group_id, user_id, length, self._owner(group_id), self.now()))

    def unmute(self, group_id: str, user_id: str) -> None:
        """提前解除禁言；没有在禁言也照样通知，和真的一样。"""
        self._commit(Muted(group_id, user_id, 0, self._owner(group_id), self.now()))

    def announce(self, group_id: str, user_id: str, text: str) -> None:
        """群主或管理员发一条群公告。"""
        if not self.moderates(group_id, user_id):
            raise Refused("只有群主和管理员可以发群公告。")
        self._commit(Announced(group_id, user_id, text, uuid4().hex, self.now()))

    def request_friend(self, user_id: str, comment: str = "") -> str:
        """某人申请加机器人为好友；返回这次申请的标识。"""
        self.person(user_id)
        if self.is_friend(user_id):
            raise Refused("已经是好友了。")
        flag = uuid4().hex
        self._commit(Requested(user_id, flag, comment, self.now()))
        return flag

    def answer_request(self, flag: str, *, accept: bool) -> None:
        """答复一次好友申请。"""
        if flag not in self.requests:
            raise Refused("没有这个申请，或者已经答复过了。")
        self._commit(Befriended(self.requests[flag], accept, self.now()))

    def is_friend(self, user_id: str) -> bool:
        """是不是机器人的好友。"""
        return not self.strangers or user_id in self.friends

    def shared_groups(self, user_id: str, bot_id: str) -> list[str]:
        """这个人和这个机器人都在的群。"""
        return [one.group_id for one in self.groups.values() if {user_id, bot_id} <= one.members.keys()]

    def moderates(self, group_id: str, user_id: str) -> bool:
        """是这个群的群主或管理员。"""
        return self.member(group_id, user_id).role != "member"

    def is_silenced(self, group_id: str, user_id: str) -> bool:
        """此刻在这个群里说不了话；全员禁言管不到群主和管理员。"""
        muted = self.group(group_id).muted
        if EVERYONE in muted and not self.moderates(group_id, user_id):
            return True
        until = muted.get(user_id)
        return user_id in muted and (until is None or self.now() < until)

    def sees(self, bot_id: str, scene: Scene) -> bool:
        """一个机器人看得到一处的事：群要在里面，私聊要是与它的。"""
        if scene.kind == "private":
            return (scene.bot or self.self_id) == bot_id
        return bot_id in self.group(scene.id).members

    def private(self, user_id: str, bot_id: str = "") -> Scene:
        """某人与一个机器人的私聊；不给 bot_id 是头一个机器人。"""
        return Scene("private", user_id, "" if bot_id == self.self_id else bot_id)

    def close(self) -> None:
        """关上流水文件。"""
        if self._journal:
            self._journal.close()

    def _scene(self, user_id: str, group_id: str | None, bot_id: str) -> Scene:
        if group_id is not None:
            return Scene("group", group_id)
        self.person(user_id)
        if not self.is_friend(user_id) and not self.shared_groups(user_id, bot_id or self.self_id):
            raise NotFriends("不是好友，也没有共同的群，不能私聊。")
        return self.private(user_id, bot_id)

    def _reach(self, scene: Scene, via_group: str = "") -> None:
        if scene.kind == "private":
            self.person(scene.id)
            if not self.is_friend(scene.id) and via_group not in self.shared_groups(
                scene.id, scene.bot or self.self_id
            ):
                raise NotFriends("发送失败，请先添加对方为好友。")

    def _owner(self, group_id: str) -> str:
        members = self.group(group_id).members.values()
        return next((one.user_id for one in members if one.role == "owner"), EVERYONE)

    def _may_speak(self, scene: Scene, user_id: str) -> None:
        if scene.kind == "group":
            self.member(scene.id, user_id)
            if self.is_silenced(scene.id, user_id):
                raise Silenced("正在被禁言，不能发言。")

    def _upload(self, scene: Scene, sender_id: str, name: str, data: bytes) -> ChatMessage:
        self._may_speak(scene, sender_id)
        file = self.store(name, data)
        return self._speak(scene, sender_id, [file_segment(file)])

    def _speak(self, scene: Scene, sender_id: str, segments: list[Segment] | str) -> ChatMessage:
        self._may_speak(scene, sender_id)
        if isinstance(segments, str):
            segments = [{"type": "text", "data": {"text": segments}}]
        if not segments:
            raise Refused("不能发空消息。")
        now = self.now()
        # 编号跟着时钟走：流水删掉重来时，新消息也不会撞上机器人已经处理过的编号。
        message_id = max(next(reversed(self.messages), 0) + 1, int(now.timestamp()))
        message = ChatMessage(message_id, scene, sender_id, segments, now)
        self._commit(Said(message))
        return message

    def _commit(self, change: Change) -> None:
        if self._journal:
            self._journal.write(change)
        self.apply(change)
        self.changes.publish(change)
