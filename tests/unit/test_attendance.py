"""会议签到的规则：口令怎样写、怎样才算说对。"""

from typing import Any

import pytest
from inline_snapshot import snapshot

from core.domain.errors import UserError
from plugins.attendance.rules import LONGEST_PASSWORD, Order, UnclearPassword, check_password, new_password, read_order


@pytest.mark.parametrize(
    ("words", "password"),
    [
        ("口令 初心", "初心"),
        ("口令初心", "初心"),
        ("口令：初 心", "初心"),
        ("口令是 Ａｂ12", "ab12"),
        ("口令“使命”", "使命"),
        (f"口令 {'长' * LONGEST_PASSWORD}", "长" * LONGEST_PASSWORD),
    ],
)
def test_a_password_is_what_follows(words: str, password: str) -> None:
    assert new_password(words) == password


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (
            "初心",
            snapshot(
                "没有看懂“初心”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
            ),
        ),
        (
            "口令",
            snapshot(
                "没有看懂“口令”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
            ),
        ),
        (
            "口令：",
            snapshot(
                "没有看懂“口令：”，未作任何改动。设口令请写“开始签到 口令 初心”，不设只发“开始签到”，指明是哪一场会发“开始签到 N3”。"  # noqa: E501 整句照录
            ),
        ),
        (
            f"口令 {'长' * (LONGEST_PASSWORD + 1)}",
            snapshot("口令太长，最多 20 字，未作任何改动。请这样写：开始签到 口令 初心。"),
        ),
    ],
)
def test_what_is_not_a_password_is_refused(words: str, refusal: Any) -> None:
    with pytest.raises(UserError) as caught:
        new_password(words)
    assert str(caught.value) == refusal


@pytest.mark.parametrize("words", ["初心ab", "初心 AB", "初心ＡＢ", "口令 初心ab", "口令：初心ab", " 初心ab "])
def test_width_case_spaces_and_the_word_itself_do_not_matter(words: str) -> None:
    check_password("初心ab", words)


@pytest.mark.parametrize("words", [None, "", "初心", "初心abc", "口令"])
def test_anything_else_is_refused(words: str | None) -> None:
    with pytest.raises(UserError):
        check_password("初心ab", words)


def test_without_a_password_anything_goes() -> None:
    check_password(None, None)
    check_password(None, "随便")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (None, Order()),
        ("N3", Order(3)),
        ("n3号", Order(3)),
        ("3", Order(3)),
        ("口令 初心", Order(None, "初心")),
        ("N3 口令 初心", Order(3, "初心")),
        ("N12，口令：使命 3", Order(12, "使命3")),
    ],
)
def test_which_meeting_and_what_password(words: str | None, order: Order) -> None:
    assert read_order(words) == order


@pytest.mark.parametrize("words", ["A3", "M3", "N3 初心", "三楼"])
def test_what_is_no_order(words: str) -> None:
    with pytest.raises(UnclearPassword):
        read_order(words)
