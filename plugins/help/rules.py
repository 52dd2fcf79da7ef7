"""帮助里列什么：只列这个人在这儿真能办的，至多十二行。"""

from typing import NamedTuple

MOST_LINES = 12


class Item(NamedTuple):
    """帮助里的一项：归在哪一类、怎么说（照打就能用的例子，或带“写法”的用法）、一句说明。"""

    topic: str
    say: str
    about: str


def arrange(items: list[Item], most: int) -> list[Item]:
    """列得下就逐条列；列不下时，条数最多的类并成一条“帮助 类名”，直到列得下。"""
    lines = list(items)
    while len(lines) > most:
        topics = [item.topic for item in lines]
        largest = max(dict.fromkeys(topics), key=topics.count)
        merged = Item(largest, f"帮助 {largest}", f"{largest}的 {topics.count(largest)} 项口令")
        position = topics.index(largest)
        lines = [item for item in lines if item.topic != largest]
        lines.insert(position, merged)
    return lines
