"""运维看得到的数：只有件数和支部名，没有任何人的姓名。"""

from typing import NamedTuple

SHOWN_BRANCHES = 30


class Counts(NamedTuple):
    """此刻的数：几个支部；几件待发，其中几件搁着（安静时段、禁言、节假日）；几件没有发成、几件说不准送到没有。"""

    branches: int
    due: int
    held: int
    failed: int
    unknown: int


class BranchLine(NamedTuple):
    """一个支部：名称、在册几人、由哪个账号在哪个群里说话（还没有群为空串）。"""

    name: str
    people: int
    account: str
    group_id: str
