"""榜、我的积分、周报数字的代价与流水有多少笔无关：一万笔与一百万笔比，数 SQLite 的虚拟机指令，不看钟。"""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bench import ledger
from bench.ledger import FEW, LEAST_GAIN, MANY, MOST_TIMES, WORKS, Work


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Generator[Session]:
    with ledger.books(tmp_path_factory.mktemp("few"), FEW) as session:
        yield session


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Generator[Session]:
    folder: Path = tmp_path_factory.mktemp("many")
    with ledger.books(folder, MANY) as session:
        yield session
    (folder / f"{MANY}.db").unlink()


def steps(session: Session, work: Work, every: int = 1) -> int:
    """办这件事 SQLite 走了多少步；every 是几步数一次。"""
    driver, count = session.connection().connection.driver_connection, 0

    def step() -> int:
        nonlocal count
        count += every
        return 0

    assert driver is not None
    driver.set_progress_handler(step, every)
    try:
        work(session)
    finally:
        driver.set_progress_handler(None, 0)
        session.rollback()
    return count


@pytest.mark.parametrize("name", WORKS)
def test_a_hundred_times_the_ledger_costs_no_more(few: Session, many: Session, name: str) -> None:
    work = WORKS[name]
    assert steps(many, work) <= MOST_TIMES * steps(few, work)


def test_the_board_of_a_year_is_far_cheaper_than_adding_up(many: Session) -> None:
    ledger.add_indexes(many)
    added = min(steps(many, work, every=1000) for work in ledger.added_up()["年榜"])
    assert LEAST_GAIN * steps(many, WORKS["年榜"]) <= added
