"""归一：人们打字的种种样子，意思都一样；留下的字是原样的字。"""

import unicodedata
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat.routes import Routes
from core.domain.dialogue import Person
from core.domain.typed import MENTION, Typed, typed

LEADING = (
    " ",
    "　",
    "\u00a0",
    "\t",
    "\n",
    "/",
    "／",
    "#",
    "＃",
    "✅",
    "💪",
    "👍🏻",
    "🇨🇳",
    "☀️",
    "🫡",
    "\u200b",
    "\ufeff",
)
TRAILING = (
    *LEADING[:5],
    *"。.！!～~…·、，,；;^_-#＃",
    "☀️",
    "❤️",
    "👍🏻",
    "🇨🇳",
    "🫡",
    "✅",
    "👨‍👩‍👧",
    "\u200b",
    "\u202c",
)
PLAIN = st.text(st.characters(categories=["Lo", "Nd"]), min_size=1, max_size=30)


@given(st.text())
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = typed(raw)
    assert typed(once.text) == once


@given(st.text())
def test_key_and_text_stay_aligned_character_by_character(raw: str) -> None:
    said = typed(raw)
    assert len(said.key) == len(said.text)
    for kept, folded in zip(said.text, said.key, strict=True):
        # 归一只动宽窄、大小写和空白的样子，别的字一个也不换
        assert folded in {kept, unicodedata.normalize("NFKC", kept).lower()} or (folded + kept).isspace()


@given(st.text())
def test_kept_characters_are_the_users_own_and_in_their_order(raw: str) -> None:
    rest = iter(raw)
    assert all(char in rest for char in typed(raw).text)


@given(
    st.sampled_from(["打卡", "我的打卡", "帮助", "help", "Help 打卡", "签到", "我是谁"]),
    st.lists(st.sampled_from(LEADING), max_size=4),
    st.lists(st.sampled_from(TRAILING), max_size=5),
)
def test_an_ornamented_phrase_means_the_same(routes: Routes, phrase: str, before: list[str], after: list[str]) -> None:
    found = routes.book.find(typed("".join([*before, phrase, *after])))
    assert found
    assert found == routes.book.find(typed(phrase))


@pytest.mark.parametrize(
    ("decorated", "plain"),
    [
        ("打卡！", "打卡"),
        ("打卡～～～", "打卡"),
        ("打卡。。。", "打卡"),
        ("打卡……", "打卡"),
        ("打卡👍👍🏻", "打卡"),
        ("打卡✅", "打卡"),
        ("打卡❤️", "打卡"),
        ("✅打卡", "打卡"),
        ("#打卡#", "打卡"),
        ("#学习打卡", "学习打卡"),
        ("／打卡", "打卡"),
        ("　打卡　", "打卡"),
        ("\u00a0打卡\u00a0", "打卡"),
        ("打\u200b卡", "打卡"),
        ("\ufeff打卡", "打卡"),
        ("\u202d打卡\u202c", "打卡"),
        ("ＨＥＬＰ", "help"),
        ("HELP", "help"),
        ("Ｈｅｌｐ！", "help"),
        ("打卡\r\n", "打卡"),
    ],
)
def test_forgiven_ways_of_typing(decorated: str, plain: str) -> None:
    assert typed(decorated).key == plain


@pytest.mark.parametrize("emoji", ["⏰", "⌛", "▶️", "㊗️", "‼️", "©️", "🕗", "⭐", "✨", "🌹", "🚩", "☑️", "1️⃣"[1:]])
def test_any_common_emoji_around_a_phrase_is_ignored(emoji: str) -> None:
    assert typed(f"{emoji}打卡").key == "打卡"
    assert typed(f"打卡{emoji}").key == "打卡"


def test_leading_punctuation_is_not_forgiven_because_it_quotes_or_continues() -> None:
    assert typed("…打卡").key != "打卡"
    assert typed("《打卡》").key != "打卡"


@pytest.mark.parametrize("raw", ["👌", "✓", "/", "###", "。。。", "❤️❤️", "？"])
def test_a_line_of_nothing_but_ornaments_is_kept_as_it_is(raw: str) -> None:
    assert typed(raw).text == raw
    assert typed(f" {raw} ").text == raw


@pytest.mark.parametrize("raw", ["", " ", "\u200b", "\u3000\n"])
def test_nothing_stays_nothing(raw: str) -> None:
    assert typed(raw) == Typed("", "")


@given(PLAIN, PLAIN)
def test_ornaments_inside_a_line_are_kept(head: str, tail: str) -> None:
    line = f"{head}👍。！～/ #{tail}"
    assert typed(line).text == line


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("打卡吗", True),
        ("打卡了吗？", True),
        ("打卡？", True),
        ("打卡?", True),
        ("打卡？！", True),
        ("打卡", False),
        ("吗啡", False),
        ("打卡 今天学的是什么，这一条到底怎么理解呢？", False),
    ],
)
def test_a_short_line_with_a_question_mark_or_ma_is_a_question(line: str, *, asks: bool) -> None:
    assert typed(line).asks is asks


@pytest.mark.parametrize(
    "line",
    [
        "添加党员" + "." * 400 + "：x：x：x：x",
        "绑定" + "." * 400 + "x x x x",
        "x" + " " * 6000 + "x",
        "打卡" + "。" * 6000 + "x",
    ],
    ids=["dots before slots", "dots before name", "blanks inside", "stops inside"],
)
def test_no_line_can_keep_the_bot_busy(routes: Routes, line: str) -> None:
    """有人故意发一长串标点，全群不能跟着等；正常只要几毫秒。"""
    began = thread_time()
    routes.matters(typed(line))
    assert thread_time() - began < 0.05


def test_mentions_travel_with_the_line() -> None:
    people = (Person("张三", "1"),)
    assert typed(f"设职务 {MENTION} 书记！", people).mentions == people
