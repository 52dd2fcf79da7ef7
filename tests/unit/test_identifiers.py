"""编号：怎么写都认得；日期不是编号；裸数字只在恰好一样对得上时才算。"""

import pytest

from core.domain.identifiers import Identifier, Letter, leading, read, settle
from core.domain.phrases import ID, TEXT, PhraseBook
from core.domain.typed import typed

A, S, P = Letter.ACT, Letter.REVIEW, Letter.PUSH


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A1032", Identifier(A, 1032)),
        ("a1032", Identifier(A, 1032)),
        ("Ａ１０３２", Identifier(A, 1032)),
        ("#A1032", Identifier(A, 1032)),
        ("A 1032", Identifier(A, 1032)),
        ("A1032号", Identifier(A, 1032)),
        ("1032", Identifier(None, 1032)),
        ("S3", Identifier(S, 3)),
        ("N12", Identifier(Letter.NOTICE, 12)),
        ("m5", Identifier(Letter.MEETING, 5)),
        ("Q17", Identifier(Letter.QUESTION, 17)),
        ("P3", Identifier(P, 3)),
        ("第3号", Identifier(None, 3)),
        ("第3条", Identifier(None, 3)),
        ("11月", None),
        ("3日", None),
        ("5号", None),
        ("B12", None),
        ("A", None),
        ("", None),
        ("12345678", None),
        ("1.5", None),
        ("二", None),
    ],
)
def test_an_identifier_however_it_is_written(words: str, expected: Identifier | None) -> None:
    assert read(words) == expected


def test_said_to_people_with_its_letter() -> None:
    assert [Identifier(A, 1032).words, Identifier(None, 3).words] == ["A1032", "3"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A12 那天我在会场", (Identifier(A, 12), "那天我在会场")),
        ("Ａ１２那天我在会场", (Identifier(A, 12), "那天我在会场")),
        ("12 那天我在会场", (None, "12 那天我在会场")),
        ("11月20日打卡没记上", (None, "11月20日打卡没记上")),
        ("A12", (None, "A12")),
        ("那天我在会场", (None, "那天我在会场")),
    ],
)
def test_leading(words: str, expected: tuple[Identifier | None, str]) -> None:
    assert leading(words) == expected


def test_a_bare_number_counts_only_when_one_thing_fits() -> None:
    fits = [Identifier(A, 3), Identifier(S, 4), Identifier(P, 4)]
    assert settle(Identifier(None, 3), fits) == Identifier(A, 3)
    assert settle(Identifier(None, 4), fits) is None
    assert settle(Identifier(P, 4), fits) == Identifier(P, 4)
    assert settle(Identifier(S, 3), fits) is None
    assert settle(Identifier(None, 9), fits) is None


@pytest.mark.parametrize("line", ["看 A12", "看A12", "看 #ａ12", "看 12", "看 第12号", "看：12", "看 A12号"])
def test_the_slot_takes_an_identifier(line: str) -> None:
    book = PhraseBook()
    book.add("see", "看<编号> [其他]", {"编号": ID, "其他": TEXT}, {})
    [found] = book.find(typed(line))
    said = read(str(found.slots["编号"]))
    assert said is not None
    assert said.number == 12


@pytest.mark.parametrize(
    "line", ["看 12月", "看 12日的", "看 5号", "看 9点", "看 9:30", "看 2026年", "看 1.5", "看 12345678", "看 B3"]
)
def test_the_slot_does_not_take_a_date(line: str) -> None:
    book = PhraseBook()
    book.add("see", "看<编号> [其他]", {"编号": ID, "其他": TEXT}, {})
    assert book.find(typed(line)) == []
