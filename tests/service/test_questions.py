"""题库：查重、谁看得见、抽题。"""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.domain.questions import Question, QuestionType, Source
from core.store import question_bank, questions
from core.store.db import Database
from core.store.questions import BUILT_IN, QuestionPause, QuestionState, Wish
from tests.conftest import NOON
from tests.dialogue.bank import stock
from tests.service.samples import add_branch

CHARTER = Source("中国共产党章程", 2022, "八")


def made(stem: str, source: Source | None = CHARTER) -> Question:
    return Question(stem, QuestionType.SINGLE, ("甲", "乙"), "A", source=source)


async def test_a_question_is_kept_once_and_seen_by_its_branch_only(database: Database) -> None:
    def work(session: Session) -> Any:
        mine, other = add_branch(session), add_branch(session, "别的支部", "30001")
        built_in = stock(session, BUILT_IN, [made("自带的")], NOON)
        own = stock(session, mine, [made("自己的"), made("自己的！"), made("草稿", None)], NOON)
        again = stock(session, mine, [made("自己的")], NOON + timedelta(days=1))
        seen = [questions.find(session, other, number) is not None for number in [*built_in, *own]]
        states = [row.state for number in own if (row := questions.find(session, mine, number))]
        back = questions.find(session, mine, own[0])
        shapes = {row.fingerprint for number in own if (row := questions.find(session, mine, number))}
        return len(own), again, seen, states, back and back.question, question_bank.known_by(session, other, shapes)

    own, again, seen, states, back, known = await database.write(1, work)
    assert (own, again, seen) == (2, [], [True, False, False])
    assert sorted(states) == [QuestionState.DRAFT, QuestionState.LIVE]
    assert back == made("自己的")
    assert known == {}


async def test_only_usable_questions_are_drawn_and_never_those_to_avoid(database: Database) -> None:
    def work(session: Session) -> Any:
        mine = add_branch(session)
        rules = Source("中国共产党支部工作条例（试行）", 2018, "十一")
        ids = stock(session, BUILT_IN, [made(f"第{n}题") for n in range(4)], NOON)
        ids += stock(session, mine, [made("草稿", None), made("条例", rules)], NOON)
        session.add(QuestionPause(branch_id=mine, question_id=ids[0]))
        session.flush()
        drawn = set[int]()
        while (row := questions.pick(session, mine, avoid=drawn)) is not None:
            drawn.add(row.id)
        one = questions.pick(session, mine, Wish(rules.regulation))
        none = questions.pick(session, mine, Wish(types=frozenset({QuestionType.JUDGE})))
        wrapped = questions.pick(session, mine, lot=(1 << 30) - 1)
        return ids, drawn, one, none, wrapped is not None, questions.regulations(session, mine)

    ids, drawn, one, none, wrapped, names = await database.write(1, work)
    assert drawn == {*ids[1:4], ids[5]}
    assert one is not None
    assert one.id == ids[5]
    assert none is None
    assert wrapped
    assert names == ["中国共产党支部工作条例（试行）", "中国共产党章程"]
