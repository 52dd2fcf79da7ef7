"""核对账目：对的说对；哪里改过、删过、坏了，指得出是哪个支部的哪一条。"""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from core.store.db import Database
from core.store.errors import DatabaseUnreachable
from core.store.verify import NotOurs, Verdict, verify, verify_file
from tests.service.books import ACTS, alter, fill, one_more

THIRD, FOURTH = "支部“机关第三党支部”：", "支部“机关第四党支部”："
SOUND = Verdict(2, ACTS + 2, ACTS + 2, ())


async def verdict_after(database: Database, url: str, *statements: str) -> Verdict:
    """写好账，绕过触发器改几处，再核对。"""
    await database.write(None, fill)

    def spoil(session: Session) -> None:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            session.execute(text(statement))

    await database.write(None, spoil)
    return await asyncio.to_thread(verify, url)


async def test_untouched_books_agree(database: Database, database_url: str) -> None:
    await database.write(None, fill)
    assert await asyncio.to_thread(verify, database_url) == SOUND


async def test_an_empty_database_agrees(database: Database, database_url: str) -> None:
    assert await asyncio.to_thread(verify, database_url) == Verdict(0, 0, 0, ())


SPOILT = {
    "改了分数": ("UPDATE ledger_entry SET points = 9 WHERE branch_id = 1 AND seq = 7", "积分流水第 7 笔的内容被改动过"),
    "改了哪天": (
        "UPDATE ledger_entry SET day = '2026-11-01' WHERE branch_id = 1 AND seq = 5",
        "积分流水第 5 笔的内容被改动过",
    ),
    "改了话": ("UPDATE act SET summary = '没有登记' WHERE branch_id = 1 AND seq = 17", "操作日志 A17的内容被改动过"),
    "改成了空": ("UPDATE act SET after = NULL WHERE branch_id = 1 AND seq = 3", "操作日志 A3的内容被改动过"),
    "改了时刻": (
        "UPDATE act SET acted_at = '2020-01-01 00:00:00.000000' WHERE branch_id = 1 AND seq = 1",
        "操作日志 A1的内容被改动过",
    ),
    "改了前一条的哈希": (
        "UPDATE act SET previous = 'f' WHERE branch_id = 1 AND seq = 2",
        "操作日志 A2与前一条接不上",
    ),
    "从中间删掉": ("DELETE FROM act WHERE branch_id = 1 AND seq = 9", "操作日志 A9不见了"),
    "操作日志的末尾删掉": (
        "DELETE FROM act WHERE branch_id = 1 AND seq > 38",
        "操作日志只到 A38，积分流水却记着 A41，后面的不见了",
    ),
    "合计改了": (
        "UPDATE total SET points = 80 WHERE member_id = 1 AND period = 'year'",
        "名册第 1 号 2026-01-01 起这一年的合计记着 80 分，与流水对不上",
    ),
    "合计的笔数改了": (
        "UPDATE total SET positives = 0 WHERE member_id = 1 AND period = 'day' AND start = '2026-11-23'",
        "名册第 1 号 2026-11-23 起这一日的合计记着 2 分，与流水对不上",
    ),
    "合计删了": ("DELETE FROM total WHERE branch_id = 1", "名册第 1 号 2026-11-23 起这一日的合计不见了"),
    "合计多了": (
        "INSERT INTO total SELECT 1, 'day', '2020-01-01', 1, 2, 1",
        "名册第 1 号 2020-01-01 起这一日的合计记着 2 分，与流水对不上",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
async def test_the_first_thing_that_is_wrong_is_named(database: Database, database_url: str, what: str) -> None:
    statement, words = SPOILT[what]
    verdict = await verdict_after(database, database_url, statement)
    assert verdict.faults == (f"{THIRD}{words}",)


async def test_the_last_entries_taken_away_are_missed_in_the_totals(database: Database, database_url: str) -> None:
    verdict = await verdict_after(database, database_url, "DELETE FROM ledger_entry WHERE branch_id = 2")
    assert verdict.faults == (f"{FOURTH}名册第 3 号 2026-11-23 起这一日的合计记着 2 分，与流水对不上",)


async def test_each_branch_tells_its_own_first_fault(database: Database, database_url: str) -> None:
    verdict = await verdict_after(
        database,
        database_url,
        "UPDATE act SET summary = '' WHERE seq IN (1, 5)",
        "UPDATE ledger_entry SET reason = '' WHERE branch_id = 1 AND seq > 4",
    )
    assert verdict.faults == (
        f"{THIRD}操作日志 A1的内容被改动过",
        f"{THIRD}积分流水第 5 笔的内容被改动过",
        f"{FOURTH}操作日志 A1的内容被改动过",
    )


async def test_a_row_moved_to_another_branch(database: Database, database_url: str) -> None:
    moved = "UPDATE act SET branch_id = 2, seq = 2 WHERE branch_id = 1 AND seq = 41"
    verdict = await verdict_after(database, database_url, moved)
    assert f"{FOURTH}操作日志 A2与前一条接不上" in verdict.faults


async def test_reading_does_not_disturb_those_who_write(database: Database, database_url: str) -> None:
    await database.write(None, fill)
    checks = [asyncio.create_task(asyncio.to_thread(verify, database_url)) for _ in range(3)]
    for number in range(20):
        await database.write(1, lambda session, number=number: one_more(session, 1, number))
    for check in checks:
        assert (await check).faults == ()


async def test_a_postgres_that_is_not_there() -> None:
    with pytest.raises(DatabaseUnreachable):
        await asyncio.to_thread(verify, "postgresql+asyncpg://bot:s3cret@127.0.0.1:1/party")


class TestFile:
    """SQLite 文件本身。"""

    @pytest.fixture(params=["sqlite"])
    def kind(self, request: pytest.FixtureRequest) -> str:
        return request.param

    @pytest.fixture
    async def path(self, database: Database, database_url: str) -> Path:
        await database.write(None, fill)
        await database.close()
        return Path(make_url(database_url).database or "")

    def test_it_is_left_as_it_was(self, path: Path) -> None:
        before = path.read_bytes()
        assert verify_file(path) == SOUND
        assert path.read_bytes() == before

    @pytest.mark.parametrize("separator", ["T", "t"])
    def test_a_time_written_another_way_is_noticed(self, path: Path, separator: str) -> None:
        change = f"replace(acted_at, ' ', '{separator}')"
        alter(path, f"UPDATE act SET acted_at = {change} WHERE branch_id = 1 AND seq = 4")  # noqa: S608 固定的几种
        assert verify_file(path).faults == (f"{THIRD}操作日志 A4的内容读不出来",)

    @pytest.mark.parametrize("value", ["x'ff'", "'中'", "CAST(x'ff' AS TEXT)", "'20261128'", "7"])
    def test_a_day_that_cannot_be_read(self, path: Path, value: str) -> None:
        alter(path, f"UPDATE ledger_entry SET day = {value} WHERE branch_id = 1 AND seq = 6")  # noqa: S608 固定的几种
        assert verify_file(path).faults == (f"{THIRD}积分流水第 6 笔的内容读不出来",)

    def test_text_that_is_not_utf8(self, path: Path) -> None:
        alter(path, "UPDATE act SET summary = CAST(x'e4b8ff' AS TEXT) WHERE branch_id = 1 AND seq = 6")
        assert verify_file(path).faults == (f"{THIRD}操作日志 A6的内容被改动过",)

    def test_a_total_whose_day_cannot_be_read(self, path: Path) -> None:
        alter(path, "UPDATE total SET start = 'x' WHERE member_id = 2 AND period = 'year' AND start > '2026-06'")
        assert verify_file(path).faults == (f"{THIRD}名册第 2 号的一项合计读不出来",)

    def test_a_reference_that_leads_nowhere(self, path: Path) -> None:
        alter(path, "DELETE FROM member WHERE id = 3")
        assert "引用的 member 不在了" in verify_file(path).faults[0]

    def test_rows_of_no_branch(self, path: Path) -> None:
        alter(path, "UPDATE act SET branch_id = 99 WHERE branch_id = 2")
        assert "操作日志有 42 行，按支部只数得到 41 行" in verify_file(path).faults

    def test_an_index_that_does_not_agree_with_its_table(self, path: Path) -> None:
        content = path.read_bytes()
        with closing(sqlite3.connect(path)) as connection:
            query = "SELECT pageno FROM dbstat WHERE name = 'uq_ledger_entry_source' AND pagetype = 'leaf'"
            rows = connection.execute(
                query.replace("uq_ledger_entry_source", "sqlite_autoindex_ledger_entry_2")
            ).fetchall()
        spoilt = bytearray(content)
        start = (rows[0][0] - 1) * 4096
        at = content.index(b"checkin:1:1", start)
        spoilt[at] ^= 1
        path.write_bytes(spoilt)
        assert verify_file(path).faults[0].startswith("数据文件坏了（")
        assert verify_file(path, quick=True).faults == ()

    def test_a_flipped_byte_is_found_wherever_it_means_something(self, path: Path) -> None:
        """翻在空处的，内容一字不差，不算。"""
        content, whole, chance = path.read_bytes(), rows_of(path), random.Random(4)  # noqa: S311 要每次一样
        pages = pages_of(path)
        for _ in range(400):
            at = chance.choice(pages) * 4096 + chance.randrange(4096)
            spoilt = bytearray(content)
            spoilt[at] ^= 1 << chance.randrange(8)
            path.write_bytes(spoilt)
            assert verify_file(path).faults or rows_of(path) == whole, at

    def test_not_a_database(self, tmp_path: Path) -> None:
        photo = tmp_path / "photo.db"
        photo.write_bytes(b"a photo" * 1000)
        with pytest.raises(NotOurs, match=r"photo\.db 里没有助手的数据"):
            verify_file(photo)

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotOurs, match="没有这个文件"):
            verify_file(tmp_path / "bot.db")
        assert list(tmp_path.iterdir()) == []

    def test_the_database_of_something_else(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
            connection.execute("CREATE TABLE songs (name)")
        with pytest.raises(NotOurs, match="no such table"):
            verify_file(tmp_path / "other.db")

    def test_cut_short(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:-20_000])
        assert verify_file(path).faults[0].startswith("数据文件坏了")


def rows_of(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        queries = ("SELECT * FROM act ORDER BY id", "SELECT * FROM ledger_entry ORDER BY id")
        return [row for query in queries for row in connection.execute(query)]


def pages_of(path: Path) -> list[int]:
    query = "SELECT pageno - 1 FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN (?, ?))"
    with closing(sqlite3.connect(path)) as connection:
        return [page for (page,) in connection.execute(query, ("act", "ledger_entry"))]
