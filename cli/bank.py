"""python3 run.py bank 文件 [--json]：看看一个题库文件读出来是什么样子，什么也不改。

文件可以是 .xlsx .xls .csv .docx .txt .md .json .js；--json 打印一个 JSON，供别的程序用。
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from core.domain.errors import UserError
from core.domain.questions import LETTERS
from core.domain.uploads import Upload
from core.files import uploads
from core.files.banks.reading import read
from core.files.banks.shapes import KIND_NAMES, BankReading, Fault, Item

_SCRIPTS = {".js", ".ts", ".jsonl", ".mjs"}
"""发进群里的读不了、这里当文字读的后缀。"""
_NOT_A_BANK = "这个文件不像题库：没有找到选项，也没有找到答案。"


def main(arguments: list[str]) -> int:
    """读一个文件，打印找到的题目和毛病；读不了的返回 1。"""
    names = [one for one in arguments if not one.startswith("--")]
    flags = set(arguments) - set(names)
    if len(names) != 1 or flags - {"--json"}:
        sys.stderr.write("用法：python3 run.py bank 文件 [--json]\n")
        return 2
    try:
        reading = read(_opened(Path(names[0])))
    except (UserError, OSError) as error:
        sys.stderr.write(f"{error if isinstance(error, UserError) else f'打不开 {names[0]}：{error.strerror}'}\n")
        return 1
    if reading is None:
        sys.stderr.write(f"{_NOT_A_BANK}\n")
        return 1
    sys.stdout.buffer.write((_as_json(reading) if flags else _as_words(reading)).encode("utf-8", "replace"))
    return 0


def _opened(path: Path) -> Upload:
    data = path.read_bytes()
    if path.suffix.casefold() in _SCRIPTS:
        return Upload(path.name, path.suffix.casefold(), text=uploads.decoded(data))
    return asyncio.run(uploads.read(path.name, data))


def _as_json(reading: BankReading) -> str:
    questions = [
        {
            "type": item.type,
            "stem": item.stem,
            "options": list(item.options),
            "answer": item.answer,
            "explanation": item.explanation,
            "source": item.source,
            "line": item.line,
        }
        for item in reading.questions
    ]
    faults = [{"line": fault.line, "reason": _reason(fault)} for fault in reading.faults]
    found = {"questions": questions, "faults": faults, "duplicates": reading.duplicates}
    return json.dumps(found, ensure_ascii=False) + "\n"


def _as_words(reading: BankReading) -> str:
    counts = Counter(item.type for item in reading.questions)
    kinds = "，".join(f"{name} {counts[kind]}" for kind, name in KIND_NAMES.items() if counts[kind])
    lines = [f"共 {len(reading.questions)} 题{f'（{kinds}）' if kinds else ''}，没有出处的 {_unsourced(reading)} 题。"]
    if reading.duplicates:
        lines.append(f"文件里重复的 {reading.duplicates} 题，各只算一题。")
    if reading.faults:
        lines.append(f"有毛病、没有算进去的 {len(reading.faults)} 处：")
        lines += [f"  第 {fault.line} 行：{_reason(fault)}。" for fault in reading.faults]
    return "\n".join([*lines, "", *(line for item in reading.questions for line in _shown(item)), ""])


def _unsourced(reading: BankReading) -> int:
    return sum(not item.source for item in reading.questions)


def _reason(fault: Fault) -> str:
    return f"（{fault.sheet}）{fault.reason}" if fault.sheet else fault.reason


def _shown(item: Item) -> list[str]:
    choices = [f"    {letter}. {option}" for letter, option in zip(LETTERS, item.options, strict=False)]
    return [f"{item.line:>5} [{KIND_NAMES[item.type]}] {item.stem}", *choices, f"    答案：{item.answer}"]
