"""话里提到的是哪一位：找不到、同名、已移出名册的，各说一句。"""

from core.domain.errors import UserError

SHOWN_NAMES = 3
"""同名时最多列几位。"""


class NobodyFound(UserError):
    """名册里没有这个人。"""

    text = "花名册里没有找到“{words}”，未作任何改动。请 @ 本人，或写花名册上的姓名、QQ 号。"


class SeveralFound(UserError):
    """同名。"""

    text = "花名册里有几位“{words}”：{people}。未作任何改动，请改写 QQ 号再发一次。"


class LeftRoster(UserError):
    """已经移出花名册。"""

    text = "{name}同志已移出花名册，未作任何改动。要先移回的，由组织委员发“移回花名册 {name}”。"
