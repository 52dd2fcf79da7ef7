"""变化的流水文件：一行一个变化，只往后追加；太长了，打开时只留还看得到的。"""

from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sandbox.model import CHANGES, Change, Reacted, Recalled, Said, Scene, Uploaded

MOST_LINES = 4000
"""超过这么多行，打开时就收拾一次。"""
KEPT = 200
"""收拾时每一处留最后这么多条消息。"""


class Journal:
    """一个流水文件；每写一行就交给操作系统，kill -9 也不丢。"""

    def __init__(self, path: Path) -> None:
        """打开（没有就新建）流水；上次只写了半行的，另起一行再写。"""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._tidy()
        self._file = path.open("ab")
        if self._file.tell() and not path.read_bytes().endswith(b"\n"):
            self._append(b"")

    def changes(self) -> Iterator[Change]:
        """按先后读出每个完整的变化；写坏的行跳过。"""
        for line in self._path.read_bytes().splitlines():
            try:
                yield CHANGES.validate_json(line)
            except ValidationError:
                continue

    def write(self, change: Change) -> None:
        """追加一个变化。"""
        self._append(CHANGES.dump_json(change))

    def close(self) -> None:
        """关上文件。"""
        self._file.close()

    def _append(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()

    def _tidy(self) -> None:
        if not self._path.exists() or self._path.read_bytes().count(b"\n") <= MOST_LINES:
            return
        # 先写好新的再换上去：写到一半断电，旧的还在
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.write_bytes(b"".join(CHANGES.dump_json(one) + b"\n" for one in worth_keeping(list(self.changes()))))
        draft.replace(self._path)


def worth_keeping(changes: list[Change], last: int = KEPT) -> list[Change]:
    """每一处最后几条消息，它们的撤回、表情和文件；人和群的变化都留着。"""
    recent: defaultdict[Scene, deque[Said]] = defaultdict(lambda: deque(maxlen=last))
    for change in changes:
        if isinstance(change, Said):
            recent[change.message.scene].append(change)
    kept = {one.message.message_id: one for said in recent.values() for one in said}
    files = {file_id for one in kept.values() for file_id in _files_in(one.message.segments)}

    def matters(change: Change) -> bool:
        match change:
            case Said(message):
                return message.message_id in kept
            case Recalled(message_id) | Reacted(message_id):
                return message_id in kept
            case Uploaded(file):
                return file.file_id in files
            case _:
                return True

    return [change for change in changes if matters(change)]


def _files_in(segments: list[dict[str, Any]]) -> Iterator[str]:
    for segment in segments:
        data = segment["data"]
        if data.get("file_id"):
            yield str(data["file_id"])
        if segment["type"] == "forward":
            for node in data.get("content", ()):
                yield from _files_in(node.get("content", []))
