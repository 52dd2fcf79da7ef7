"""帮助的话术。"""

from core.domain.dialogue import Reply

from .rules import MOST_LINES, Item, arrange

_TITLE = "您在这里可以这样说："
_MORE = "想细看某一项，发“帮助 {topic}”。"


def overview(items: list[Item]) -> Reply:
    """这个人在这儿能办的事。"""
    shown = arrange(items, MOST_LINES - 1)
    return Reply("\n".join([_TITLE, *(f"{item.example}——{item.about}" for item in shown)]))


def topic(name: str, items: list[Item]) -> Reply:
    """某一类怎么用。"""
    if not items:
        return Reply(f"本助手现在还不办“{name}”，请直接联系支部书记。发“帮助”看现在能办的事。")
    if len(items) == 1:
        item = items[0]
        return Reply(f"{item.about}。可以这样说：\n{item.example}")
    # 类里条数多时只列例子，一行放两条
    examples = [item.example for item in items]
    rows = [f"{item.example}——{item.about}" for item in items]
    if len(rows) > MOST_LINES - 1:
        rows = ["　｜　".join(examples[i : i + 2]) for i in range(0, len(examples), 2)]
    return Reply("\n".join([f"{name}，可以这样说：", *rows]))
