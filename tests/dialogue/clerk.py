"""一个收发文件的小插件：测试卡片、文件怎样出去，传上来的怎样进来。"""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.attachments import Card, Sheet, TextFile, Workbook
from core.domain.dialogue import Record, Reply, Request
from core.domain.errors import UserError
from core.domain.permission import Action
from core.domain.uploads import Upload

CARD = Card(
    "sample/week",
    {
        "title": "一周学习情况",
        "org": "示范党支部",
        "range": "11月16日—22日",
        "foot": "自愿参加，只作鼓励。",
        "figures": [{"name": "学习登记", "value": "86 人次"}],
        "rows": [{"place": 1, "name": "张三", "group": "第一党小组", "points": 26}],
    },
)
BOOK = Workbook("名册.xlsx", (Sheet("名册", ("姓名", "入党日期"), (("=1+1", date(2020, 7, 1)),)),))
CALENDAR = TextFile("会议.ics", "BEGIN:VCALENDAR")
PHRASES = """
[show_card]
wire = "show_card"
[show_own]
wire = "show_own"
[give_file]
wire = "give_file"
[give_calendar]
wire = "give_calendar"
"""


class NoNames(UserError):
    """花名册里没有姓名。"""

    text = "这份花名册里没有“姓名”一栏，没有作任何改动。请补上再发。"


def read_roster(upload: Upload) -> list[str] | None:
    """第一栏是姓名的表。"""
    if not upload.sheets or not upload.sheets[0].rows:
        return None
    head, *rows = upload.sheets[0].rows
    if head[:1] == ["花名册"]:
        raise NoNames
    return [row[0] for row in rows] if head[:1] == ["同志"] else None


def read_bank(upload: Upload) -> str | None:
    """写着题库的文字。"""
    return upload.text if upload.text.startswith("题库") else None


def clerk(folder: Path) -> Router:
    """装好口令的小插件。"""
    (folder / "phrases.toml").write_text(PHRASES, "utf-8")
    router = Router(folder)

    @router.query(Spec("看卡片", Action.SEE_FIGURES, about="看卡片", topic="试"))
    def show_card(request: Request, session: Session) -> Reply:
        return Reply("一周学习情况：学习登记 86 人次。", card=CARD)

    @router.query(Spec("看自己的卡片", Action.SEE_OWN, about="看卡片", topic="试"))
    def show_own(request: Request, session: Session) -> Reply:
        return Reply("您的积分 26。", private=True, card=CARD)

    @router.query(Spec("要名册", Action.SEE_ROSTER, about="要文件", topic="试"))
    def give_file(request: Request, session: Session) -> Reply:
        return Reply("名册随后传来。", private=True, file=BOOK)

    @router.query(Spec("要日历", Action.SEE_FIGURES, about="要文件", topic="试"))
    def give_calendar(request: Request, session: Session) -> Reply:
        return Reply("会议日历。", file=CALENDAR)

    @router.upload("花名册", Action.SETTLE_ROSTER, read_roster)
    def take_roster(request: Request, session: Session, found: list[str]) -> Reply:
        return Reply(
            f"花名册里有 {len(found)} 人。", card=CARD, file=BOOK, record=Record(f"传来花名册，{len(found)} 人")
        )

    @router.upload("题库", Action.KEEP_BANK, read_bank)
    def take_sample_bank(request: Request, session: Session, found: str) -> Reply:
        return Reply(f"题库收下了，{len(found)} 字。")

    return router
