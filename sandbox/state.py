"""体验世界此刻的样子：由一个个变化累积而成，重放流水就能得到同一个样子。"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sandbox.model import (
    Announced,
    Befriended,
    Change,
    ChatMessage,
    Group,
    Joined,
    Left,
    Membership,
    Muted,
    Note,
    Person,
    Reacted,
    Recalled,
    Refused,
    Relabelled,
    Renamed,
    Requested,
    Said,
    Scene,
    StoredFile,
    Uploaded,
)


class State:
    """谁在哪些群里、说过什么、传过什么；只查和记，不管规矩。"""

    def __init__(self, groups: Iterable[Group], self_id: str, bot_name: str) -> None:
        """从最初的群开始；头一个机器人自动在每个群里。"""
        self.self_id = self_id
        self.groups = {group.group_id: group for group in groups}
        self.people: dict[str, Person] = {}
        self.messages: dict[int, ChatMessage] = {}
        self.files: dict[str, StoredFile] = {}
        self.announcements: list[Announced] = []
        self.notes: list[Note] = []
        self.requests: dict[str, str] = {}
        self.friends: set[str] = set()
        self._scenes: defaultdict[Scene, list[ChatMessage]] = defaultdict(list)
        for group in self.groups.values():
            group.members.setdefault(self_id, Person(self_id, bot_name))
            self.people |= group.members

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

    def file(self, file_id: str) -> StoredFile:
        """按编号找文件；群文件通知里的编号比消息里的多一道斜杠，两种都认。"""
        found = self.files.get(file_id.removeprefix("/"))
        if found is None:
            raise Refused("没有这个文件。")
        return found

    def history(self, scene: Scene, last: int | None = None) -> list[ChatMessage]:
        """一处的聊天记录，从旧到新，含撤回了的；last 只要最后几条。"""
        messages = self._scenes[scene]
        return messages[-last:] if last else messages[:]

    @property
    def scenes(self) -> list[Scene]:
        """说过话的每一处。"""
        return [scene for scene, messages in self._scenes.items() if messages]

    def apply(self, change: Change) -> None:
        """记下一个变化；提到的人、群、消息不存在时抛 KeyError。"""
        match change:
            case Said() | Recalled() | Reacted():
                self._apply_to_messages(change)
            case Joined() | Left() | Renamed() | Muted() | Announced():
                self._apply_to_group(change)
            case Relabelled(user_id, label):
                self._relabel(user_id, label)
            case Uploaded(file):
                self.files[file.file_id] = file
            case Requested(user_id, flag):
                self.requests[flag] = user_id
            case Befriended(user_id, accepted):
                self.requests = {flag: one for flag, one in self.requests.items() if one != user_id}
                if accepted:
                    self.friends.add(user_id)

    def _apply_to_messages(self, change: Said | Recalled | Reacted) -> None:
        match change:
            case Said(message):
                self._keep(message)
            case Recalled(message_id, by):
                self.messages[message_id].recalled_by = by
            case Reacted(message_id, user_id, emoji_id, added):
                _mark(self.messages[message_id].reactions, emoji_id, user_id, added=added)

    def _apply_to_group(self, change: Membership | Announced) -> None:
        group = self.groups[change.group_id]
        match change:
            case Joined(_, person):
                group.members[person.user_id] = self.people[person.user_id] = person
            case Left(_, user_id):
                del group.members[user_id]
            case Renamed(_, user_id, _, new_card):
                group.members[user_id] = self.people[user_id] = replace(group.members[user_id], card=new_card)
            case Muted(_, user_id, 0):
                group.muted.pop(user_id, None)
            case Muted(_, user_id, seconds, _, at):
                group.muted[user_id] = at + timedelta(seconds=seconds) if seconds > 0 else None
            case Announced():
                self.announcements.append(change)
        said = self._scenes[Scene("group", change.group_id)]
        self.notes.append(Note(said[-1].message_id if said else 0, change))

    def _relabel(self, user_id: str, label: str) -> None:
        for known in (self.people, *(group.members for group in self.groups.values())):
            if user_id in known:
                known[user_id] = replace(known[user_id], label=label)

    def _keep(self, message: ChatMessage) -> None:
        known = self.groups if message.scene.kind == "group" else self.people
        if message.scene.id not in known or message.sender_id not in self.people:
            raise KeyError(message.scene.id)
        self.messages[message.message_id] = message
        self._scenes[message.scene].append(message)


def _mark(reactions: dict[str, set[str]], emoji_id: str, user_id: str, *, added: bool) -> None:
    users = reactions.setdefault(emoji_id, set())
    if added:
        users.add(user_id)
    else:
        users.discard(user_id)
    if not users:
        del reactions[emoji_id]
