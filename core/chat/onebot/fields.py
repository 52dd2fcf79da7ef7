"""读原始报文里的一个个值：每个字段都当作不可信，读不出来就当没有。"""

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any, cast

Frame = dict[str, Any]

_AHEAD = timedelta(minutes=2)
"""对方的钟快这么多以内不算错。"""
_IN_MILLISECONDS = 1e11
_EARLIEST, _LATEST = 1e9, 4e9
"""2001 年到 2096 年；之外的不是时间。"""


def frame_of(value: object) -> Frame:
    """取一个对象；不是对象的当作空的。"""
    return cast("Frame", value) if isinstance(value, dict) else {}


def rows_in(value: object) -> list[Frame]:
    """取列表里的各个对象；不是列表的、列表里不是对象的都略去。"""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Frame", item) for item in items if isinstance(item, dict)]


def text_in(value: object) -> str:
    """取文字；不是文字的为空串。"""
    return value if isinstance(value, str) else ""


def id_in(value: object) -> str:
    """编号一律成字符串；空的、零、布尔都当没有。"""
    if isinstance(value, bool) or value in (None, 0, "", "0"):
        return ""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    return str(value) if isinstance(value, int | str) else ""


def stamp_in(value: object) -> str:
    """取时刻的原样，只用来分清是哪一次；读不出来为空串。"""
    return str(value) if number_in(value) else ""


def number_in(value: object) -> float | None:
    """取一个数，写成文字的也认；不是数的为 None。"""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def count_in(value: object) -> int:
    """取一个不小于零的整数，如文件大小；读不出来为 0。"""
    return max(0, int(number_in(value) or 0))


def moment_in(value: object, now: datetime) -> datetime | None:
    """取时刻，秒、毫秒、小数、文字都认；读不出来为 None，比 now 晚得多的算作 now。"""
    seconds = number_in(value) or 0.0
    if seconds >= _IN_MILLISECONDS:
        seconds /= 1000
    if not _EARLIEST <= seconds <= _LATEST:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return now if moment - now > _AHEAD else moment
