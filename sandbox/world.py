"""体验世界的状态：谁在群里、说过什么；除了可选的流水文件，不做任何输入输出。"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sandbox.journal import Journal
from sandbox.model import (
    Broadcast,
    Change,
    ChatMessage,
    Group,
    Joined,
    Left,
    Person,
    Reacted,
    Recalled,
    Refused,
    Renamed,
    Said,
    Scene,
    Segment,
)


class World:
    """一个小小的 QQ：所有变化都先记流水、再生效、再告诉听众。"""

    def __init__(
        self,
        groups: Iterable[Group] = (),
        *,
        now: Callable[[], datetime],
        self_id: str = "10000",
        bot_name: str = "支部群助手",
        journal: Path | None = None,
    ) -> None:
        """从最初的群开始，再把流水里的变化重放一遍；机器人自动在每个群里。"""
        self.self_id = self_id
        self.bot_name = bot_name
        self.now = now
        self.changes: Broadcast[Change] = Broadcast()
        self.groups = {group.group_id: group for group in groups}
        self.people: dict[str, Person] = {}
        self.messages: dict[int, ChatMessage] = {}
        self._scenes: defaultdict[Scene, list[ChatMessage]] = defaultdict(list)
        for group in self.groups.values():
            group.members.setdefault(self_id, Person(self_id, bot_name))
            self.people |= group.members
        self._journal = Journal(journal) if journal else None
        if self._journal:
            for change in self._journal.changes():
                # 流水可能比演员表旧：对不上的人和群，那一行就不要了。
                with suppress(KeyError):
                    self._apply(change)

    def say(self, user_id: str, segments: list[Segment] | str, group_id: str | None = None) -> ChatMessage:
        """某人在群里说话；不给群号就是私聊机器人。"""
        if group_id is None:
            self.person(user_id)
            return self._speak(Scene("private", user_id), user_id, segments)
        self.member(group_id, user_id)
        return self._speak(Scene("group", group_id), user_id, segments)

    def bot_say(self, scene: Scene, segments: list[Segment] | str) -> ChatMessage:
        """机器人在一个群或一个私聊里说话。"""
        if scene.kind == "group":
            self.member(scene.id, self.self_id)
        else:
            self.person(scene.id)
        return self._speak(scene, self.self_id, segments)

    def recall(self, message_id: int, by: str) -> None:
        """撤回一条消息：本人可以，群里的群主和管理员可以撤回别人的。"""
        message = self.message(message_id)
        if message.recalled:
            raise Refused("这条消息已经撤回。")
        if by != message.sender_id and not self._moderates(message.scene, by):
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

    def group(self, group_id: str) -> Group:
        """按群号找群。"""
        if group_id not in self.groups:
            raise Refused("没有这个群。")
        return self.groups[group_id]

    def member(self, group_id: str, user_id: str) -> Person:
        """群里的一个人。"""
        members = self.group(group_id).members
        if user_id not in members:
            raise Refused("这个人不在群里。")
        return members[user_id]

    def person(self, user_id: str) -> Person:
        """按 QQ 号找人，退了群的也找得到。"""
        if user_id not in self.people:
            raise Refused("没有这个人。")
        return self.people[user_id]

    def message(self, message_id: int) -> ChatMessage:
        """按编号找消息，撤回了的也找得到。"""
        if message_id not in self.messages:
            raise Refused("没有这条消息。")
        return self.messages[message_id]

    def history(self, scene: Scene, last: int | None = None) -> list[ChatMessage]:
        """一处的聊天记录，从旧到新，含撤回了的；last 只要最后几条。"""
        messages = self._scenes[scene]
        return messages[-last:] if last else messages[:]

    @property
    def scenes(self) -> list[Scene]:
        """说过话的每一处。"""
        return [scene for scene, messages in self._scenes.items() if messages]

    def close(self) -> None:
        """关上流水文件。"""
        if self._journal:
            self._journal.close()

    def _moderates(self, scene: Scene, user_id: str) -> bool:
        return scene.kind == "group" and self.member(scene.id, user_id).role != "member"

    def _speak(self, scene: Scene, sender_id: str, segments: list[Segment] | str) -> ChatMessage:
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
        self._apply(change)
        self.changes.publish(change)

    def _apply(self, change: Change) -> None:
        match change:
            case Said(message):
                self._keep(message)
            case Recalled(message_id, by):
                self.messages[message_id].recalled_by = by
            case Reacted(message_id, user_id, emoji_id, added):
                self._mark(self.messages[message_id].reactions, emoji_id, user_id, added=added)
            case Joined(group_id, person):
                self.groups[group_id].members[person.user_id] = person
                self.people[person.user_id] = person
            case Left(group_id, user_id):
                del self.groups[group_id].members[user_id]
            case Renamed(group_id, user_id, _, new_card):
                members = self.groups[group_id].members
                members[user_id] = self.people[user_id] = replace(members[user_id], card=new_card)

    def _keep(self, message: ChatMessage) -> None:
        known = self.groups if message.scene.kind == "group" else self.people
        if message.scene.id not in known or message.sender_id not in self.people:
            raise KeyError(message.scene.id)
        self.messages[message.message_id] = message
        self._scenes[message.scene].append(message)

    @staticmethod
    def _mark(reactions: dict[str, set[str]], emoji_id: str, user_id: str, *, added: bool) -> None:
        users = reactions.setdefault(emoji_id, set())
        if added:
            users.add(user_id)
        else:
            users.discard(user_id)
        if not users:
            del reactions[emoji_id]
