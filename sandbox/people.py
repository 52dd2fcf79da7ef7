"""体验用的演员表：一个示范支部群和群里的十二个人。"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.model import Group, Person, Role
from sandbox.world import World

GROUP_ID = "20001"
GROUP_NAME = "示范党支部"


@dataclass(frozen=True, slots=True)
class CastMember:
    """演员表里的一个人；name 是群名片，nickname 是网名。"""

    user_id: str
    name: str
    nickname: str
    office: str | None = None
    category: str = "正式党员"
    role: Role = "member"
    is_superuser: bool = False

    @property
    def label(self) -> str:
        """页面上的身份标签。"""
        return label_of([self.office] if self.office else [], self.category, is_superuser=self.is_superuser)


def label_of(offices: list[str], category: str, *, is_superuser: bool) -> str:
    """页面上的身份标签：职务、运维，没有的写类别；没有职务的正式党员不标，免得满屏都是。"""
    duties = [*offices, "运维"] if is_superuser else offices
    return "、".join(duties) or ("" if category == "正式党员" else category)


# 群主和管理员故意不是书记：职务只看名册，不看 QQ 群里的身份。
CAST = (
    CastMember("10001", "王建国", "老王爱爬山", office="书记"),
    CastMember("10002", "李红梅", "红梅傲雪", office="组织委员", role="admin"),
    CastMember("10003", "陈志强", "志在四方", office="宣传委员"),
    CastMember("10004", "赵明", "明月清风", office="纪检委员"),
    CastMember("10005", "张三", "三月的风"),
    CastMember("10006", "李四", "四季平安"),
    CastMember("10007", "王五", "五谷丰登"),
    CastMember("10008", "赵六", "六号书桌"),
    CastMember("10009", "孙丽", "丽水人家"),
    CastMember("10010", "刘洋", "远洋", category="预备党员"),
    CastMember("10011", "吴芳", "芳草地", category="入党积极分子"),
    CastMember("10012", "周工", "修电脑的周工", role="owner", is_superuser=True),
)


def build_world(journal: Path | None, now: Callable[[], datetime]) -> World:
    """搭好示范党支部的群，接着上次的聊天记录。"""
    members = {one.user_id: Person(one.user_id, one.nickname, one.name, one.role, one.label) for one in CAST}
    return World([Group(GROUP_ID, GROUP_NAME, members)], now=now, journal=journal)
