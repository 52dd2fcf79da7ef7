"""加密保存的一列：库里看不到原文；没有密钥、换了密钥，只读不出这一列。"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select, text
from sqlalchemy.exc import StatementError

from core.store import sealed

KEY, OTHER = b"k" * 32, b"o" * 32
_TABLE = Table("note", MetaData(), Column("id", Integer, primary_key=True), Column("words", sealed.SealedText))


@contextmanager
def without_a_key() -> Iterator[None]:
    """这一段里还没有装好密钥。"""
    kept, sealed._box[:] = list(sealed._box), []
    try:
        yield
    finally:
        sealed._box[:] = kept


def test_the_database_never_sees_the_words() -> None:
    engine = create_engine("sqlite://")
    sealed.use(KEY)
    with engine.begin() as connection:
        _TABLE.metadata.create_all(connection)
        connection.execute(_TABLE.insert(), [{"words": "家中老人住院"}, {"words": None}])
        assert [row.words for row in connection.execute(select(_TABLE))] == ["家中老人住院", None]
        kept = connection.execute(text("SELECT words FROM note")).scalars().all()
        assert "家中" not in str(kept[0])
        assert kept[1] is None
        sealed.use(OTHER)
        assert connection.execute(select(_TABLE.c.words)).scalars().first() == sealed.UNREADABLE
        with without_a_key():
            assert connection.execute(select(_TABLE.c.words)).scalars().first() == sealed.UNREADABLE
    sealed.use(KEY)
    with without_a_key(), engine.begin() as connection, pytest.raises(StatementError) as caught:
        connection.execute(_TABLE.insert(), {"words": "值班"})
    assert isinstance(caught.value.orig, sealed.NoKey)
    engine.dispose()
