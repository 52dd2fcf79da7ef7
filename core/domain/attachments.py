"""随一句话带出去的东西：卡片和文件。这里只有数据，画和写都在提交以后、事件循环之外。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Cell = str | int | date | None
"""表格里的一格：文字一律原样写（不当公式、不当链接），整数写成数，日子写成 2026-11-22。"""


@dataclass(frozen=True, slots=True)
class Card:
    """一张卡片。

    template 是“插件名/模板名”，即 plugins/插件名/模板名.typ；data 能写成 JSON，只当数据，不当标记。
    发卡片的那句话另有同样数字的文字，卡片画不出、发不出时只说文字。
    """

    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """表格文件里的一张：title 是表名，notes 写在表头之上，footer 写在末尾。"""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    footer: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """一个 .xlsx 文件。name 带后缀。"""

    name: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True, slots=True)
class TextFile:
    """一个文本文件（如 .ics）。name 带后缀，按 UTF-8 写。"""

    name: str
    text: str


File = Workbook | TextFile
