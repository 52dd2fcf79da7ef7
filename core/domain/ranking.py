"""榜上列谁：只列积分在前的少数几位，谁也不会因为没有列出而显眼。

可列人数是 min(10, ⌊参与者÷2⌋)，参与者不足四人的不列；并列的放得下就整组列，放不下整组不列；
并列之中以姓氏笔画为序，绝不按时间。
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple, cast

from strokes import strokes

MOST_NAMES = 10
FEWEST = 4
"""参与者不足这么多的，只写“已有同志参加”，不写人次，也不列名。"""
_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
        "钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
        "呼延东郭南门羊舌微生梁丘左丘西门南荣东里即墨淳于达奚褚师纳兰欧陽",
    )
)
_STRANGE = 99
"""数不出笔画的字排在最后。"""


class Scored(NamedTuple):
    """一位同志这一期的积分。"""

    name: str
    points: int


class Place(NamedTuple):
    """榜上的一个名次；并列的几位同在一个名次。"""

    number: int
    names: tuple[str, ...]
    points: int


def most_listed(participants: int) -> int:
    """这么多参与者，至多列几位。"""
    return min(MOST_NAMES, participants // 2) if participants >= FEWEST else 0


def places(scored: Iterable[Scored], participants: int) -> list[Place]:
    """榜上的各名次。scored 分高的在前，要比至多可列的人数多给一位，才知道最后一组并列完不完整。"""
    room, made, listed = most_listed(participants), list[Place](), 0
    for points, tied in groupby(scored, key=lambda one: one.points):
        names = sorted((one.name for one in tied), key=_stroke_order)
        if listed + len(names) > room:
            break
        made.append(Place(listed + 1, tuple(names), points))
        listed += len(names)
    return made


def spoken(listed: Sequence[Place]) -> str:
    """「1 张三 26；2 王五、李四 24；4 赵六 22」。"""
    return "；".join(f"{one.number} {'、'.join(one.names)} {one.points}" for one in listed)


def _stroke_order(name: str) -> tuple[list[int], list[int], str]:
    """姓氏笔画、名的笔画，都一样的按字码；笔画只数汉字，“·”和表情不算。"""
    length = 2 if name[:2] in _COMPOUND and len(name) > len("欧阳") else 1
    return _counts(name[:length]), _counts(name[length:]), name


def _counts(text: str) -> list[int]:
    counted = (cast("int", strokes(one)) for one in text if unicodedata.category(one) == "Lo")
    return [count or _STRANGE for count in counted]
