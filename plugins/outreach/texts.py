"""通知送达的话术。"""

from core.domain.attachments import TextFile
from core.domain.dialogue import Record, Reply
from core.domain.mentions import at, at_everyone
from core.domain.notice_words import Shown, asks, brief, details
from core.domain.notices import Choice
from core.domain.receipts import CHOICE_LABELS

from .rules import MOST_SHOWN, Loud, Plan


def notice(one: Shown, choice: str | None, *, open_: bool) -> Reply:
    """一份通知的全文，只给收件人看。"""
    head = f"{one.ref} " + ("通知" if one.title == "通知" else one.title)
    lines = [head, *details(one)]
    if not open_:
        lines.append("这份通知已经结束。")
    elif choice:
        lines.append(f"您回复的是“{CHOICE_LABELS[Choice(choice)]}”。")
    else:
        lines.append(asks(one))
    return Reply("\n".join(lines), private=True)


def listed(found: list[Shown]) -> Reply:
    """收得到的、还开着的各份。"""
    if not found:
        return Reply("现在没有开着的通知。", private=True)
    return Reply("\n".join(["开着的通知：", *(f"{one.ref} {brief(one)}" for one in found[:MOST_SHOWN])]), private=True)


def calendar(one: Shown, text: str) -> Reply:
    """日历文件。"""
    return Reply(
        f"{one.ref} {brief(one)} 的日历文件，点开即可加入手机日程。",
        private=True,
        file=TextFile(f"{one.ref}.ics", text),
    )


def preview(plan: Plan) -> Reply:
    """在群里另说一句之前的预览。"""
    one = plan.one
    what = {Loud.BOARD: "发一条群公告（要助手是群管理员）", Loud.EVERYONE: "@全体成员（要助手是群管理员）"}
    lead = what.get(plan.what, f"@ {'、'.join(name for name, _ in plan.people)}，不带任何内容")
    lines = [f"将在群里{lead}：", board(one) if plan.what is Loud.BOARD else spoken(plan, shown=True)]
    return Reply("\n".join([*lines, "现在还没有发。发出请发“确认”，不发请发“取消”。"]), private=True)


def board(one: Shown) -> str:
    """群公告的正文。"""
    return "\n".join([f"{one.ref} " + ("通知" if one.title == "通知" else one.title), *details(one)])


def spoken(plan: Plan, *, shown: bool = False) -> str:
    """群里的一句；shown 为真是写给人看的样子，不真的 @。"""
    one = plan.one
    if plan.what is Loud.EVERYONE:
        head = "@全体成员" if shown else at_everyone()
        return f"{head} 请各位同志查看 {one.ref}（{brief(one)}），方便时回复。"
    names = " ".join(f"@{name}" if shown else at(user_id) for name, user_id in plan.people)
    return f"{names} 有一条通知请您查收，私聊本助手发 {one.ref}。"


def cancelled() -> Reply:
    """不发了。"""
    return Reply("已取消，没有发。", private=True)


def said(plan: Plan) -> Reply:
    """确认了。"""
    one = plan.one
    what = {Loud.BOARD: "发群公告", Loud.EVERYONE: "@全体成员", Loud.CALL: "请送不到的同志查收"}[plan.what]
    after = "、".join(name for name, _ in plan.people) or None
    failing = "平台不支持或没有管理员身份的发不成，会私下告诉书记。" if plan.what is Loud.BOARD else ""
    record = Record(f"{what} {one.ref}", after=after, undo={"number": one.number})
    return Reply(f"已确认，这就在群里{what}。{failing}", private=True, record=record)


def told(one: Shown, name: str, member_id: int, undo: dict[str, object]) -> Reply:
    """电话告知登记了。"""
    record = Record(f"登记电话告知 {one.ref}：{name}", undo=undo, about=(member_id,))
    return Reply(f"已登记：{name}同志由您电话告知 {one.ref}，记为已知悉。", private=True, record=record)


def untold(number: int, name: str) -> Record:
    """登记作废。"""
    return Record(f"电话告知 N{number} {name}作废")
