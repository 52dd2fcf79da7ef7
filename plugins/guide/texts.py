"""首次使用的话术。"""

from collections.abc import Sequence

from core.domain.dialogue import Record, Reply
from core.domain.manners import QUIET_FROM, QUIET_UNTIL, read_quiet, spoken_hours

from .rules import MOST_WRONG, REST_FOR, Draft, Home, Step

DEFAULT_QUIET = spoken_hours(QUIET_FROM, QUIET_UNTIL)
_HINT = """\
助手刚装好，还没有绑定支部。
书记请把书记口令发给我，形如 7K3F-92QD；口令打印在装助手的机器上，请向运维要。"""
_ROSTER = """\
5/5 花名册现在导入，还是以后？
“现在”：设好以后您私下贴名单或发表格。
“以后”（默认）：先照群成员起草，再逐人核定。"""
_HELP = "每一步都可以回“默认”“上一步”“退出”。"


def hint() -> Reply:
    """还没有支部，来说话的人多半是来设置的。"""
    return _private(_HINT)


def wrong(failures: int) -> Reply:
    """口令不对。"""
    if failures >= MOST_WRONG:
        minutes = int(REST_FOR.total_seconds() // 60)
        return _private(f"口令不对，已接连错了 {MOST_WRONG} 次，请过 {minutes} 分钟再试。")
    return _private("口令不对、已过期或已用过，请与运维核对后再发一次。")


def welcome(draft: Draft, homes: Sequence[Home]) -> Reply:
    """口令对了：说清要问几件事，接着问第一件。"""
    head = f"口令无误，由您来设好支部，您就是首任书记。共五个问题，约两分钟；{_HELP}"
    return _private(f"{head}\n{question(draft, homes)}")


def ask(draft: Draft, homes: Sequence[Home]) -> Reply:
    """问下一件。"""
    return _private(question(draft, homes))


def question(draft: Draft, homes: Sequence[Home]) -> str:
    """这一步怎么问。"""
    match draft.step:
        case Step.GROUP:
            return _groups(homes)
        case Step.BRANCH:
            return f"2/5 支部叫什么名称？例如：机关第三党支部。{_suggest(draft.suggested_branch)}"
        case Step.SECRETARY:
            return f"3/5 您的姓名？会登记为首任书记。{_suggest(draft.suggested_secretary)}"
        case Step.QUIET:
            return f"4/5 几点到几点助手不主动说话？“默认”是 {DEFAULT_QUIET}，也可写 22:00-7:30 或“不设”。"
        case Step.ROSTER | Step.DONE:
            return _ROSTER


def _groups(homes: Sequence[Home]) -> str:
    if not homes:
        return "1/5 支部在哪个群？现在没有您和助手都在的群：请先把助手拉进支部的群，再回我一句“好了”。"
    lines = [f"{number}. {one.name or '（没有群名）'}（{one.group_id}）" for number, one in enumerate(homes, 1)]
    how = "您和助手都在的只有这一个，回“默认”即可。" if len(homes) == 1 else "请回您和助手都在的这几个群的序号。"
    return "\n".join([f"1/5 支部在哪个群？{how}", *lines])


def _suggest(suggested: str) -> str:
    return f"回“默认”就是：{suggested}。" if suggested else ""


def left() -> Reply:
    """不设了。"""
    return _private("好的，先不设了，什么都没有改动，答过的也不留。要接着设，随时再发“开始设置”。")


def founded(draft: Draft, drafted: int) -> Reply:
    """设好了。"""
    quiet = spoken_quiet(draft)
    roster = (
        "现在就可以私聊发“导入花名册”，再贴名单或发表格。"
        if draft.at_once
        else "以后用“定类别 姓名 正式党员”逐人核定，或私聊发“导入花名册”整批核定。"
    )
    text = (
        f"设好了：{draft.branch}，群 {draft.group_id}，书记{draft.secretary}同志，安静时段 {quiet}。\n"
        "请到群里发“打卡”试一试。本群不处理涉密和内部敏感事项。\n"
        f"照群成员起草了 {drafted} 人的花名册，类别都待核定；{roster}\n"
        "一周学习情况怎样公布，随后私下另问您一次。能办的事发“帮助”查看。"
    )
    record = Record(f"首次设置：绑定支部“{draft.branch}”，起草花名册 {drafted} 人，{draft.secretary}任书记")
    return Reply(text, private=True, record=record)


def spoken_quiet(draft: Draft) -> str:
    """安静时段怎么说。"""
    found = read_quiet(draft.quiet) if draft.quiet else None
    return spoken_hours(*found) if found else DEFAULT_QUIET


def _private(text: str) -> Reply:
    return Reply(text, private=True)
