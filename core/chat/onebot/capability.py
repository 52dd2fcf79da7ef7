"""各家 OneBot v11 实现能做什么：从名字知道的，加上试出来的。"""

from dataclasses import dataclass, field

EMOJI_LIKE, GROUP_REACTION = "set_msg_emoji_like", "set_group_reaction"
_RETRY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """一家的办法。faces 是贴表情的接口，先试哪个；takes_files 是传文件时收不收内容（不收的只认它自己机器上的路径）。"""

    faces: tuple[str, ...] = (EMOJI_LIKE, GROUP_REACTION)
    takes_files: bool = False


UNKNOWN = Dialect()
_QQNT = Dialect(takes_files=True)
_DIALECTS = {
    "napcat": _QQNT,
    "llonebot": _QQNT,
    "llbot": _QQNT,
    "lltwobot": _QQNT,
    "luckylilliabot": _QQNT,
    "支部群助手体验版": _QQNT,
    "lagrange": Dialect(faces=(GROUP_REACTION, EMOJI_LIKE)),
    "gocqhttp": UNKNOWN,
    "shamrock": UNKNOWN,
}


def dialect_of(app_name: str) -> Dialect:
    """照 get_version_info 报的名字找；认不出来的当作什么都要试、文件不收内容。"""
    name = app_name.casefold().replace("-", "").replace("_", "").removeprefix("open")
    return _DIALECTS.get(name.partition(".")[0].strip(), UNKNOWN)


@dataclass(slots=True)
class Capability:
    """一个账号那一头能做什么；断开再连上还记得，换了一家才忘掉。"""

    app_name: str = ""
    dialect: Dialect = UNKNOWN
    _refused: dict[str, float] = field(default_factory=dict[str, float])

    def learn(self, app_name: str) -> None:
        """那一头报了名字。"""
        if app_name and app_name != self.app_name:
            self.app_name, self.dialect = app_name, dialect_of(app_name)
            self._refused.clear()

    def refused(self, api: str, now: float) -> None:
        """那一头说没有这个接口；now 是只进不退的秒数。"""
        self._refused[api] = now

    def may_try(self, api: str, now: float) -> bool:
        """这个接口值不值得试；说过没有的，一小时后再试一次。"""
        refused = self._refused.get(api)
        return refused is None or now - refused >= _RETRY_SECONDS
