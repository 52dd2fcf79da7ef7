"""python3 run.py docs：从口令表生成 docs/commands.md；过期了 check 和测试都会说。"""

import sys
from pathlib import Path

from cli._plugins import load_routes
from core.chat.declarations import Route
from core.domain.permission import GRANTS, Role
from core.domain.roster import OFFICE_LABELS, Office
from core.settings import ROOT

COMMANDS = ROOT / "docs" / "commands.md"
_HEAD = """# 口令一览

> 由 `python3 run.py docs` 从各插件的口令表生成，请不要手改。

尖括号里的必填，方括号里的可以不写，`@某人` 也可以写成姓名或 QQ 号。
开头的 `/`、结尾的标点和表情、全角半角都不影响；`@助手` 或回复任何消息来说也一样。
"""
_WHO = {Role.ANYONE: "所有人", Role.READER: "在册的人", Role.MEMBER: "在册的人（群众除外）", Role.SUPERUSER: "运维"}
_COLUMNS = ("| 口令 | 作用 | 谁可以 | 在哪儿 | 也可以说 |", "|---|---|---|---|---|")
_MOST_SAYS = 8


def main(arguments: list[str]) -> int:
    """重写过期的文档。"""
    if arguments:
        sys.stderr.write("docs 不需要参数。\n")
        return 2
    COMMANDS.write_text(render(), "utf-8")
    sys.stdout.write("docs/commands.md 已更新\n")
    return 0


def stale() -> list[Path]:
    """过期的文档。"""
    current = COMMANDS.read_text("utf-8") if COMMANDS.exists() else ""
    return [] if current == render() else [COMMANDS.relative_to(ROOT)]


def render() -> str:
    """docs/commands.md 的全文。"""
    routes = load_routes().by_intent.values()
    topics = dict.fromkeys(route.spec.topic for route in routes)
    return "\n".join(
        [_HEAD, *(_section(topic, [one for one in routes if one.spec.topic == topic]) for topic in topics)]
    )


def _section(topic: str, routes: list[Route]) -> str:
    rows = [
        f"| `{route.spec.usage}` | {route.spec.about} | {_who(route)} | {_where(route)} | {_says(route)} |"
        for route in routes
    ]
    return "\n".join(
        [f"## {topic}\n", "| 口令 | 作用 | 谁可以 | 在哪儿 | 也可以说 |", "|---|---|---|---|---|", *rows, ""]
    )


def _who(route: Route) -> str:
    granted = GRANTS[route.spec.action]
    names = [OFFICE_LABELS[Office(role.value)] if role not in _WHO else _WHO[role] for role in Role if role in granted]
    return "、".join(names)


def _where(route: Route) -> str:
    if route.spec.where == "private":
        return "私聊"
    return "群里" if route.spec.unbound else "群里、私聊"


def _says(route: Route) -> str:
    says = [say for say, _ in route.says[1:]]
    return "、".join(says[:_MOST_SAYS]) + (" 等" if len(says) > _MOST_SAYS else "") or "—"
