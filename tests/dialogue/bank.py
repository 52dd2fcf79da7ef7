"""造几道题放进支部的题库：次序、答案都是定好的，好写整句快照。"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.questions import Question, QuestionType, Source
from core.store import question_bank
from core.store.questions import QuestionRow, row_of
from tests.dialogue.stage import Group

RULES = Source("中国共产党支部工作条例（试行）", 2018, "十一")
CHARTER = Source("中国共产党章程", 2022, "四")
SINGLE = Question(
    "党支部党员大会一般多久召开一次？",
    QuestionType.SINGLE,
    ("每月", "每季度", "每半年", "每年"),
    "B",
    "党员大会一般每季度召开一次。",
    RULES,
)
MULTIPLE = Question(
    "下列哪些属于“三会一课”？",
    QuestionType.MULTIPLE,
    ("党员大会", "支委会", "职工大会", "党课"),
    "ABD",
    "三会是党员大会、支委会、党小组会，一课是党课。",
    RULES,
)
JUDGE = Question("预备党员有表决权。", QuestionType.JUDGE, (), "错", "预备党员没有表决权、选举权和被选举权。", CHARTER)
BLANK = Question(
    "预备党员的预备期为（　）年。",
    QuestionType.BLANK,
    (),
    (("一", "1"),),
    "预备期为一年。",
    Source("中国共产党章程", 2022, "七"),
)
SHORT = Question(
    "党支部的基本任务主要有哪些？",
    QuestionType.SHORT,
    (),
    ("宣传和贯彻落实党的理论和路线方针政策", "组织党员认真学习", "密切联系群众"),
    "见条文。",
    RULES,
)


def numbered(count: int, source: Source = CHARTER) -> list[Question]:
    """一串判断题，答案都是“对”。"""
    return [
        Question(f"第{number}道判断题。", QuestionType.JUDGE, (), "对", "", source) for number in range(1, count + 1)
    ]


def stock(session: Session, owner: int, asked: Iterable[Question], now: datetime) -> list[int]:
    """收进题库，返回新收的编号；已有的不再收。"""
    ids = select(QuestionRow.id).where(QuestionRow.owner == owner)
    before = set(session.scalars(ids))
    question_bank.bring_in(session, owner, [row_of(one) for one in asked], None, now)
    return sorted(set(session.scalars(ids)) - before)


async def add(group: Group, *asked: Question, branch_id: int = 1) -> list[int]:
    """放进一个支部的题库，返回编号。"""
    now = group.stage.clock()
    return await group.stage.database.write(branch_id, lambda session: stock(session, branch_id, asked, now))
