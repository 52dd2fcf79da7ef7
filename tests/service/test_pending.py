"""等着回答的事：开、答、过期、作废。"""

from datetime import datetime

from sqlalchemy.orm import Session

from core.store import pending
from core.store.db import Database
from core.store.pending import FREE_TEXT, Pending, Place
from tests.conftest import NOON
from tests.service.samples import later

HERE = Place("10000", "private:10001", "10001")
GROUP = Place("10000", "group:20001", None)


SOON = later(minutes=30)


def question(kind: str, accepts: str, expires_at: datetime = SOON, **ref: object) -> Pending:
    return Pending(kind=kind, accepts=accepts, ref=ref, expires_at=expires_at)


async def ask(database: Database, place: Place, row: Pending) -> None:
    await database.write(1, lambda session: pending.ask(session, 1, place, row))


async def kinds(database: Database, place: Place, now: datetime = NOON) -> list[str]:
    return await database.read(lambda session: [row.kind for row in pending.open_rows(session, place, now)])


async def test_a_question_keeps_what_the_asker_put_in(database: Database) -> None:
    await ask(database, HERE, question("import", "确认导入 取消", rows=[["张三", None, 1]]))

    def look(session: Session) -> tuple[object, ...]:
        [row] = pending.open_rows(session, HERE, NOON)
        return row.branch_id, row.user_id, row.accepts, row.ref, row.expires_at

    expected = (1, "10001", "确认导入 取消", {"rows": [["张三", None, 1]]}, later(minutes=30))
    assert await database.read(look) == expected


async def test_only_the_person_asked_may_answer_there(database: Database) -> None:
    await ask(database, HERE, question("import", "确认导入"))
    assert await kinds(database, HERE) == ["import"]
    assert await kinds(database, Place("10000", "private:10001", "10002")) == []
    assert await kinds(database, Place("10000", "group:20001", "10001")) == []
    assert await kinds(database, Place("10999", "private:10001", "10001")) == []


async def test_everyone_in_the_group_may_answer_an_open_question(database: Database) -> None:
    await ask(database, GROUP, question("quiz", "A B C D"))
    await ask(database, Place("10000", "group:20001", "10002"), question("leave", "是 否"))
    assert await kinds(database, Place("10000", "group:20001", "10001")) == ["quiz"]
    assert await kinds(database, Place("10000", "group:20001", "10002")) == ["quiz", "leave"]


async def test_a_new_question_of_the_same_kind_replaces_the_old(database: Database) -> None:
    for number in range(3):
        await ask(database, HERE, question("import", "确认导入", number=number))
    await ask(database, HERE, question("urgent", "确认紧急"))
    assert await kinds(database, HERE) == ["import", "urgent"]
    numbers = await database.read(
        lambda session: [row.ref for row in pending.open_rows(session, HERE, NOON) if row.kind == "import"]
    )
    assert numbers == [{"number": 2}]


async def test_replacing_the_groups_question_leaves_personal_ones_alone(database: Database) -> None:
    mine = Place("10000", "group:20001", "10001")
    await ask(database, mine, question("quiz", "A B"))
    await ask(database, GROUP, question("quiz", "A B"))
    await ask(database, GROUP, question("quiz", "对 错"))
    rows = await database.read(lambda session: [row.accepts for row in pending.open_rows(session, mine, NOON)])
    assert rows == ["A B", "对 错"]


async def test_an_expired_question_cannot_be_answered(database: Database) -> None:
    await ask(database, HERE, question("import", "确认导入", later(minutes=30)))
    assert await kinds(database, HERE, later(minutes=29, seconds=59)) == ["import"]
    assert await kinds(database, HERE, later(minutes=30)) == []


async def test_an_answered_question_is_gone(database: Database) -> None:
    await ask(database, HERE, question("import", "确认导入"))

    def answer(session: Session) -> None:
        [row] = pending.open_rows(session, HERE, NOON)
        pending.close(session, row)

    await database.write(1, answer)
    assert await kinds(database, HERE) == []


async def test_free_text_places_are_those_still_waiting(database: Database) -> None:
    await ask(database, HERE, question("lines", FREE_TEXT))
    await ask(database, Place("10000", "private:10002", "10002"), question("lines", FREE_TEXT, later(minutes=5)))
    await ask(database, Place("10000", "private:10003", "10003"), question("import", "确认导入"))
    assert await database.read(lambda session: pending.free_text_places(session, later(minutes=10))) == [HERE]


async def test_purge_removes_only_the_expired(database: Database) -> None:
    await ask(database, HERE, question("old", "A", later(minutes=5)))
    await ask(database, HERE, question("new", "A", later(minutes=50)))
    await database.write(None, lambda session: pending.purge(session, later(minutes=10)))
    assert await kinds(database, HERE, NOON) == ["new"]


async def test_questions_of_that_branch_are_handed_over_to_another_account(database: Database) -> None:
    elsewhere = Place("10000", "private:10002", "10002")
    await ask(database, HERE, question("lines", FREE_TEXT))
    await database.write(2, lambda session: pending.ask(session, 2, elsewhere, question("lines", FREE_TEXT)))

    def hand_over(session: Session) -> object:
        session.info.pop(pending.WAITS, None)
        pending.hand_over(session, 1, "10000", "10999")
        return session.info.get(pending.WAITS)

    # 等着随便一句话的人换了地方：内存里的等待表要跟着改
    assert await database.write(1, hand_over) is True
    assert await kinds(database, HERE) == []
    assert await kinds(database, Place("10999", "private:10001", "10001")) == ["lines"]
    assert await kinds(database, elsewhere) == ["lines"]
    assert await database.write(1, hand_over) is None
