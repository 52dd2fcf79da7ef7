"""简答的要点：装好词典之前之后都比得出来，虚词不算。"""

import pytest

from core.domain import words


@pytest.fixture
def loaded() -> None:
    if not words._loaded:
        words.load()


def test_before_the_dictionary_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    words.words_in.cache_clear()
    monkeypatch.setattr(words, "_loaded", [])
    assert words.mentions("密切联系群众", "要联系群众")
    assert not words.mentions("密切联系群众", "按时交纳党费")
    words.words_in.cache_clear()


@pytest.mark.usefixtures("loaded")
def test_with_the_dictionary() -> None:
    assert words.words_in("密切联系群众的工作") == {"密切联系", "群众", "工作"}
    assert words.mentions("密切联系群众", "我们密切联系人民群众")
    assert not words.mentions("密切联系群众", "按时交纳党费")
    assert words.likeness("的", "的") == 0
