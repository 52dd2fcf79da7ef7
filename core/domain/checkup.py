"""自检：照看到的情形逐项下结论，说清改哪一项设置、用哪条命令。不做任何输入输出。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BOT = "branch-group-assistant"
"""/healthz 答话里的名字：自检凭它认出端口上是不是助手自己。"""
SHORTEST_TOKEN = 16
_FEWEST_KINDS = 6
_COMMON = (
    "123456",
    "abcdef",
    "admin",
    "changeme",
    "example",
    "napcat",
    "onebot",
    "password",
    "qwerty",
    "token",
    "改成",
)
_EARLIEST, _LATEST = 2025, 2100
_CLOCK_SLACK = timedelta(minutes=5)
_LEAST_FREE = 512 << 20
_ROOM_FOR_COPIES = 4
_BACKUP_WITHIN = timedelta(hours=36)


class Port(StrEnum):
    """端口怎么样：空着，正由助手自己用着，被别的程序占了，地址本身不能用。"""

    FREE = "free"
    OURS = "ours"
    TAKEN = "taken"
    UNUSABLE = "unusable"


class State(StrEnum):
    """数据库怎么样：还没有，好的，坏了，连不上或打不开，要升级，由更新的程序写成。"""

    MISSING = "missing"
    SOUND = "sound"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    OLDER = "older"
    NEWER = "newer"


class Secret(StrEnum):
    """secret.key 怎么样：还没有，好的，别人也能读，内容不完整。"""

    MISSING = "missing"
    SOUND = "sound"
    EXPOSED = "exposed"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Finding:
    """一项的结论；fix 说怎么改，好的为空。"""

    name: str
    words: str
    fix: str = ""

    @property
    def fine(self) -> bool:
        """没有毛病。"""
        return not self.fix


@dataclass(frozen=True, slots=True)
class Machine:
    """这台机器此刻的情形。

    online 是连着的账号和各自什么时候连上的，backup 是最近一份自动备份的时刻（没有为 None），都带支部时区；
    size 是数据库多大（不知道为 None），free 是磁盘还剩多少，都是字节；findings 是逐项的结论，没有细查的为空。
    """

    online: Mapping[str, datetime]
    backup: datetime | None
    size: int | None
    free: int
    findings: tuple[Finding, ...] = ()


def lines(finding: Finding) -> list[str]:
    """一项的结论；有毛病的下面一行是怎么改。"""
    said = f"{'✓' if finding.fine else '✗'} {finding.name}：{finding.words}"
    return [said] if finding.fine else [said, f"  → {finding.fix}。"]


def token(value: str, *, sandboxed: bool) -> Finding:
    """凭证够不够长、是不是随手写的。"""
    name, fix = "凭证", "在 .env 里把 ONEBOT_ACCESS_TOKEN 换成一串随机的字符（二十个以上），客户端那边同样改"
    if sandboxed:
        return Finding(name, "体验模式自用，不必设")
    if not value:
        return Finding(name, "没有设 ONEBOT_ACCESS_TOKEN，本机上的任何程序都能冒充客户端", fix)
    if len(value) < SHORTEST_TOKEN:
        return Finding(name, f"ONEBOT_ACCESS_TOKEN 只有 {len(value)} 个字符，太短", fix)
    plain = value.lower()
    if len(set(plain)) < _FEWEST_KINDS or any(plain.startswith(word) for word in _COMMON):
        return Finding(name, "ONEBOT_ACCESS_TOKEN 像是随手写的，容易猜到", fix)
    return Finding(name, f"ONEBOT_ACCESS_TOKEN 有 {len(value)} 个字符")


def address(host: str, port: int, state: Port) -> Finding:
    """监听的地址和端口。"""
    name, where = "地址端口", f"{host}:{port}"
    match state:
        case Port.FREE:
            return Finding(name, f"{where} 空着，可以启动")
        case Port.OURS:
            return Finding(name, f"{where} 上助手正在运行")
        case Port.TAKEN:
            return Finding(name, f"{where} 被别的程序占着", "改 PORT，或停掉占用它的程序")
        case Port.UNUSABLE:
            return Finding(name, f"这台机器上没有 {host} 这个地址", "改 HOST：只给本机用写 127.0.0.1，否则写 0.0.0.0")


def clock(now: datetime, last_act: datetime | None) -> Finding:
    """时区，和钟准不准：年份合情理，也不早于最近一次操作。now 是支部时区的时刻。"""
    name, said = "时区和钟", f"{now:%Y-%m-%d %H:%M}，时区 {now.tzinfo}"
    fix = "先对好系统的时间（Linux：timedatectl set-ntp true），再启动；时区不对就改 TIMEZONE"
    if not _EARLIEST <= now.year <= _LATEST:
        return Finding(name, f"钟不准：{said}", fix)
    if last_act is not None and now < last_act - _CLOCK_SLACK:
        return Finding(name, f"钟不准：现在是 {said}，账上最近一次操作却在 {last_act:%Y-%m-%d %H:%M}", fix)
    return Finding(name, said)


def disk(free: int, database: int) -> Finding:
    """数据目录所在的磁盘（字节）：升级、备份、恢复都要另抄一份。"""
    needed = max(_LEAST_FREE, database * _ROOM_FOR_COPIES)
    said = f"还剩 {spoken_size(free)}"
    if free < needed:
        fix = "腾出空间，或停掉助手，把 DATA_DIR 搬到大一些的磁盘"
        return Finding("磁盘", f"{said}，不足 {spoken_size(needed)}", fix)
    return Finding("磁盘", said)


def database(state: State, where: str) -> Finding:
    """数据库打不打得开、是不是这一版。"""
    name = "数据库"
    match state:
        case State.MISSING:
            return Finding(name, "还没有，第一次启动时会建好")
        case State.SOUND:
            return Finding(name, f"{where} 完好，是最新一版")
        case State.OLDER:
            return Finding(name, f"{where} 完好，启动时会自动升级（先留副本）")
        case State.NEWER:
            return Finding(name, f"{where} 由更新版本的程序写成", "先把程序更新到写它的那一版或更新")
        case State.BROKEN:
            return Finding(name, f"{where} 坏了", "停掉助手，运行 python3 run.py restore 最近的备份文件")
        case State.UNREACHABLE:
            return Finding(name, f"{where} 打不开", "检查 DATABASE_URL 和 DATA_DIR 的权限，数据库是否在运行")


def secret(state: Secret, path: str, *, fresh: bool) -> Finding:
    """密钥文件；fresh 是还没有启动过。"""
    name = "密钥"
    match state:
        case Secret.MISSING if fresh:
            return Finding(name, "还没有，第一次启动时会生成")
        case Secret.MISSING:
            return Finding(name, f"没有 {path}", "从原来的机器或另行保管处拷回来；从来没有过的，启动一次就会生成")
        case Secret.EXPOSED:
            return Finding(name, f"{path} 别的用户也能读", f"chmod 600 {path}")
        case Secret.DAMAGED:
            return Finding(name, f"{path} 不是完整的密钥", "从另行保管处拷回来；确实没有了就把它改名，启动时另生成")
        case Secret.SOUND:
            return Finding(name, f"{path} 在，只有属主能读")


def backup(newest: datetime | None, now: datetime, *, fresh: bool) -> Finding:
    """最近一份备份有多旧；fresh 是还没有数据可备份。"""
    name, fix = "备份", "运行 python3 run.py backup；助手开着时每天夜里自动做，没做成的原因在日志里"
    if newest is None:
        return Finding(name, "还没有数据，不必备份") if fresh else Finding(name, "一份也没有", fix)
    said = f"最近一份在 {newest:%Y-%m-%d %H:%M}"
    return Finding(name, f"{said}，太旧了", fix) if now - newest > _BACKUP_WITHIN else Finding(name, said)


def spoken_size(count: int) -> str:
    """多少字节说成 MB 或 GB。"""
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.0f} MB"
