"""题库：自带的题随版本更新，整批收进、收回，更正以后重新判。"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain import regulations
from core.store import question_bank, questions, seeding
from core.store.db import Database
from core.store.questions import BUILT_IN, QuestionRow, QuestionState
from tests.conftest import NOON
from tests.service.samples import add_branch

QUESTION = """
[[question]]
type = "judge"
stem = "{stem}"
answer = "{answer}"
explanation = "见条文。"
regulation = "中国共产党章程"
version = 2022
article = "八"
evidence = "条文"
audience = ["党员"]
tags = ["党章"]
difficulty = 1
"""


def write(folder: Path, **answers: str) -> None:
    text = "".join(QUESTION.format(stem=stem, answer=answer) for stem, answer in answers.items())
    (folder / "one.toml").write_text(text, "utf-8")


def rows(session: Session) -> dict[str, tuple[int, str, Any]]:
    query = select(QuestionRow).where(QuestionRow.owner == BUILT_IN)
    return {row.stem: (row.id, row.state, row.answer) for row in session.scalars(query)}


async def test_our_own_questions_follow_the_version(database: Database, tmp_path: Path) -> None:
    write(tmp_path, 甲="对", 乙="对", 丙="错")
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is True
    first = await database.read(rows)
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is False
    write(tmp_path, 甲="错", 丙="错", 丁="对")
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is True
    second = await database.read(rows)
    assert second["甲"] == (first["甲"][0], QuestionState.LIVE, "错")
    assert second["乙"] == (first["乙"][0], QuestionState.STOPPED, "对")
    assert second["丙"] == first["丙"]
    assert second["丁"][1] == QuestionState.LIVE
    write(tmp_path, 乙="对")
    await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path))
    assert (await database.read(rows))["乙"][1] == QuestionState.LIVE


async def test_the_bank_that_comes_with_it_is_usable_at_once(database: Database) -> None:
    def work(session: Session) -> Any:
        branch_id = add_branch(session)
        seeding.sow(session, NOON)
        return {state for _, state, *_ in question_bank.counts(session, branch_id)}, questions.pick(session, branch_id)

    states, picked = await database.write(1, work)
    assert states == {"live"}
    assert picked is not None


async def test_when_a_regulation_is_revised_our_own_questions_are_looked_at_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 甲="对")
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is True
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is False
    monkeypatch.setattr(seeding, "REGULATIONS", regulations.REGULATIONS[1:])
    monkeypatch.setattr(questions, "standing", lambda _: regulations.Standing.OLD)
    assert await database.write(None, lambda session: seeding.sow(session, NOON, tmp_path)) is True
    assert (await database.read(rows))["甲"][1] == QuestionState.OUTDATED
