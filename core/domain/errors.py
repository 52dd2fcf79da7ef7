"""说给用户听的拒绝。"""

from typing import ClassVar


class UserError(Exception):
    """规则说不：事务回滚，text 填好后原样回给用户，不记堆栈。

    子类以状态命名（如 AlreadyBound），text 说清三件事：不行、为什么、接下来怎么办。
    """

    text: ClassVar[str] = "这次没有办成，请稍后再试。"

    def __init__(self, **facts: object) -> None:
        """把 facts 填进 text 里的花括号。"""
        super().__init__(self.text.format(**facts))
