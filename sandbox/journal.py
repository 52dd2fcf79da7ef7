"""变化的流水文件：一行一个变化，只往后追加。"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from sandbox.model import CHANGES, Change


class Journal:
    """一个流水文件；每写一行就交给操作系统，kill -9 也不丢。"""

    def __init__(self, path: Path) -> None:
        """打开（没有就新建）流水；上次只写了半行的，另起一行再写。"""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
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
