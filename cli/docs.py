"""python3 run.py docs：从口令表生成 docs/commands.md、docs/permissions.md；过期了 check 和测试都会说。"""

import sys
from pathlib import Path

from cli._kinds import KINDS, can, may
from cli._plugins import load_routes
from core.chat.declarations import Route
from core.chat.router import installed
from core.domain.permission import GRANTS, Role
from core.domain.roster import OFFICE_LABELS, Office
from core.settings import ROOT

COMMANDS = ROOT / "docs" / "commands.md"
PERMISSIONS = ROOT / "docs" / "permissions.md"
_HEAD = """# 口令一览

> 由 `python3 run.py docs` 从各插件的口令表生成，请不要手改。

尖括号里的必填，方括号里的可以不写，`@某人` 也可以写成姓名或 QQ 号。
开头的 `/`、结尾的标点和表情、全角半角都不影响；`@助手` 或回复任何消息来说也一样。
"""
_PERMISSIONS_HEAD = """# 谁可以办什么

> 由 `python3 run.py docs` 从各插件的口令表生成，请不要手改；每一格都由测试从门里走一遍。

权限只看花名册上的类别、职务和授权，QQ 群的群主、管理员与一般同志一样；没有写明的一律不可以。
“可”是可以办，空着是不可以：群里说的不出声或私下回一句没有权限，什么也不改。

- 不在册：私聊的生人。在群里说过话的人都已列为待核对，别的支部的书记在本群里也只是待核对。
- 类别未定、待核对的同志可以自愿参加学习，不计应到；群众只读。
- 被授权者：现在可以授权的只有“发通知”，到期那天 24:00 自动失效，不含紧急通知、@全体和名单。
- 匿名消息、从群里发起的临时会话，不带任何权利。
- 运维只管绑定支部、指定首任书记和机器；这里列的运维同时是在册党员，所以也有党员的各项。
- 撤销自己办的人人可以；撤销别人办的，另要有管那类事的权限。
"""
_WHO = {Role.ANYONE: "所有人", Role.READER: "在册的人", Role.MEMBER: "在册的人（群众除外）", Role.SUPERUSER: "运维"}
_COLUMNS = ("| 口令 | 作用 | 谁可以 | 在哪儿 | 也可以说 |", "|---|---|---|---|---|")
_MOST_SAYS = 8


def main(arguments: list[str]) -> int:
    """重写过期的文档。"""
    if arguments:
        sys.stderr.write("docs 不需要参数。\n")
        return 2
    for path, render in _DOCUMENTS.items():
        path.write_text(render(), "utf-8")
    sys.stdout.write("docs/commands.md、docs/permissions.md 已更新\n")
    return 0


def stale() -> list[Path]:
    """过期的文档。"""
    return [
        path.relative_to(ROOT)
        for path, render in _DOCUMENTS.items()
        if not path.exists() or path.read_text("utf-8") != render()
    ]


def render_permissions() -> str:
    """docs/permissions.md 的全文：每条口令、每类传上来的文件 × 每种人。"""
    routes = load_routes().by_intent.values()
    topics = dict.fromkeys(route.spec.topic for route in routes)
    parts = [
        _PERMISSIONS_HEAD,
        *(_orders(topic, [one for one in routes if one.spec.topic == topic]) for topic in topics),
    ]
    files = [one for router in installed for one in router.importers.values()]
    if files:
        parts.append(_matrix("传上来的文件", [(one.title, [may(kind, one.action) for kind in KINDS]) for one in files]))
    return "\n".join(parts)


def _orders(topic: str, routes: list[Route]) -> str:
    return _matrix(topic, [(f"`{one.spec.usage}`", [can(kind, one) for kind in KINDS]) for one in routes])


def _matrix(title: str, rows: list[tuple[str, list[bool]]]) -> str:
    lines = [f"| {label} | {' | '.join('可' if one else '' for one in cells)} |" for label, cells in rows]
    head = [f"| | {' | '.join(kind.title for kind in KINDS)} |", "|---|" + ":-:|" * len(KINDS)]
    return "\n".join([f"## {title}\n", *head, *lines, ""])


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
    return "\n".join([f"## {topic}\n", *_COLUMNS, *rows, ""])


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


_DOCUMENTS = {COMMANDS: render, PERMISSIONS: render_permissions}
