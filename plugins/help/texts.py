"""帮助的话术。"""

from core.domain.dialogue import Reply

from .rules import MOST_LINES, Item, arrange

_TITLE = "您在这里可以这样说："
_IN_PRIVATE = "还有几项只在私聊里办，私聊发“帮助”可以看到。"


def overview(items: list[Item], *, more_in_private: bool) -> Reply:
    """这个人在这儿能办的事。"""
    tail = [_IN_PRIVATE] if more_in_private else []
    shown = arrange(items, MOST_LINES - 1 - len(tail))
    return Reply("\n".join([_TITLE, *map(_line, shown), *tail]))


def topic(name: str, items: list[Item], *, more_in_private: bool) -> Reply:
    """某一类怎么用；条数多时只列怎么说，一行放两条。"""
    tail = [_IN_PRIVATE] if more_in_private else []
    rows = [_line(item) for item in items]
    if len(rows) > MOST_LINES - 1 - len(tail):
        says = [item.say for item in items]
        rows = ["　｜　".join(says[i : i + 2]) for i in range(0, len(says), 2)]
    return Reply("\n".join([f"{name}，可以这样说：", *rows, *tail]))


def not_yours(name: str) -> Reply:
    """有这项功能，只是不由这个人办。"""
    return Reply(f"“{name}”由支部有相应职务的同志办理，您不必操作；有需要请联系支部书记。")


def not_here(name: str) -> Reply:
    """还没有这项功能。"""
    return Reply(f"本助手现在还不办“{name}”，请直接联系支部书记。发“帮助”看现在能办的事。")


def example(words: str) -> str:
    """照打就能用的例子。"""
    return words


def form(words: str) -> str:
    """只给写法，照打会真的改动。"""
    return f"写法：{words}"


def _line(item: Item) -> str:
    return f"{item.say}——{item.about}"
