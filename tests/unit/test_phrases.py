"""短语表：用法行就是语法，整句对得上才算数。"""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat.routes import Routes
from core.domain.dialogue import Person
from core.domain.phrases import TEXT, Found, PhraseBook, SlotKind, SlotValue, slot_names
from core.domain.typed import MENTION, typed

ZHANG, LI = Person("张三", "1"), Person("李四", "2")
GRADES = {"优秀": "good", "合格": "fair", "A级": "a", "Ｂ级": "b"}


def book(*usages: str, kinds: Mapping[str, SlotKind] | None = None) -> PhraseBook:
    """每一行用法是一个意图，意图名就是用法行。"""
    made = PhraseBook()
    for usage in usages:
        made.add(usage, usage, kinds or {}, {})
    return made


def read(usage: str, line: str, *people: Person, **kinds: SlotKind) -> dict[str, SlotValue] | None:
    """按一行用法读一句话；对不上为 None。"""
    found = book(usage, kinds=kinds).find(typed(line, people))
    assert len(found) <= 1
    return found[0].slots if found else None


def test_usage_line_names_its_slots_in_order() -> None:
    assert slot_names("添加党员 <@某人> [类别] [党小组]") == ("@某人", "类别", "党小组")
    assert slot_names("我是谁") == ()


def test_a_phrase_is_the_whole_message_or_nothing() -> None:
    phrases = book("打卡", "我的打卡")
    assert [one.intent for one in phrases.find(typed("打卡"))] == ["打卡"]
    for line in ("打卡了", "去打卡", "我的打卡记录", "打", ""):
        assert phrases.find(typed(line)) == []


@pytest.mark.parametrize(
    "gap", [" ", "  ", "　", "：", ":", "，", ",", "、", "。", "；", "！", "～", "-", "—", "——", "\n", " ： "]
)
def test_people_separate_words_as_they_like(gap: str) -> None:
    assert read("打卡 [心得]", f"打卡{gap}学党章", 心得=TEXT) == {"心得": "学党章"}


@pytest.mark.parametrize("note", ["《民法典》第一编", "“两个确立”", "「初心」", "【党章】", "（第三章）"])
def test_a_title_or_bracket_needs_no_space_before_it(note: str) -> None:
    assert read("打卡 [心得]", f"打卡{note}", 心得=TEXT) == {"心得": note}


def test_an_optional_slot_may_be_missing_and_a_required_one_may_not() -> None:
    assert read("打卡 [心得]", "打卡", 心得=TEXT) == {"心得": None}
    assert read("绑定支部 <支部名>", "绑定支部", 支部名=TEXT) is None
    assert read("绑定支部 <支部名>", "绑定支部 ！", 支部名=TEXT) is None


def test_word_and_text_must_be_set_apart_from_the_phrase() -> None:
    assert read("打卡 [心得]", "打卡学党章", 心得=TEXT) is None
    assert read("党小组 <名>", "党小组会") is None


def test_text_runs_to_the_end_with_the_users_own_characters() -> None:
    line = "打卡 学习ＡＢＣ，Ｄ：Ｅ（一）\n第二行 Zz"
    assert read("打卡 [心得]", line, 心得=TEXT) == {"心得": "学习ＡＢＣ，Ｄ：Ｅ（一）\n第二行 Zz"}


@given(st.text(st.characters(categories=["Lo", "Nd", "Lu"]), min_size=1).filter(lambda text: not text.endswith("吗")))
def test_a_note_comes_back_exactly_as_it_was_typed(note: str) -> None:
    assert read("打卡 [心得]", f"打卡 {note}", 心得=TEXT) == {"心得": note}


@given(st.text().filter(lambda text: MENTION not in text))
def test_whatever_is_typed_after_the_phrase_a_note_is_only_ever_a_part_of_it(rest: str) -> None:
    slots = read("打卡 [心得]", f"打卡 {rest}", 心得=TEXT)
    note = slots and slots["心得"]
    assert note is None or (isinstance(note, str) and note.strip() == note and note in typed(f"打卡 {rest}").text)


def test_a_word_is_one_word() -> None:
    assert read("党小组 <名>", "党小组 第一小组") == {"名": "第一小组"}
    assert read("党小组 <名>", "党小组 第一 小组") is None
    assert read("党小组 <名>", "党小组 " + "长" * 31) is None


@pytest.mark.parametrize("name", ["张三", "买买提·吐尔逊", "𬭎爨䶮", "欧阳A", "12345678", "王" * 20])
def test_a_person_may_be_written_as_a_name_or_number(name: str) -> None:
    assert read("转正 <@某人>", f"转正 {name}") == {"@某人": Person(name)}
    assert read("转正 <@某人>", f"转正 @{name}") == {"@某人": Person(name)}


def test_a_name_longer_than_any_name_is_not_a_person() -> None:
    assert read("转正 <@某人>", "转正 " + "王" * 21) is None


@pytest.mark.parametrize("line", [f"转正 {MENTION}", f"转正{MENTION}", f"转正 {MENTION} 。", f"/转正：{MENTION}"])
def test_a_mention_needs_no_space_and_brings_its_account(line: str) -> None:
    assert read("转正 <@某人>", line, ZHANG) == {"@某人": ZHANG}


def test_each_placeholder_is_the_mention_in_its_place() -> None:
    usage = "调换 <@某人> <@另一人> [缘由]"
    slots = read(usage, f"调换{MENTION}{MENTION}轮岗", ZHANG, LI, 缘由=TEXT)
    assert slots == {"@某人": ZHANG, "@另一人": LI, "缘由": "轮岗"}
    slots = read(usage, f"调换 王五 {MENTION} 轮岗", LI, 缘由=TEXT)
    assert slots == {"@某人": Person("王五"), "@另一人": LI, "缘由": "轮岗"}


def test_a_mention_inside_a_text_reads_as_the_name() -> None:
    line = f"打卡 和{MENTION}、{MENTION}一起学"
    assert read("打卡 [心得]", line, ZHANG, LI, 心得=TEXT) == {"心得": "和@张三、@李四一起学"}


def test_a_mention_with_nothing_else_is_not_a_note() -> None:
    assert read("打卡 [心得]", f"打卡 {MENTION}", ZHANG, 心得=TEXT) is None


def test_a_choice_gives_its_canonical_value_and_nothing_else_matches() -> None:
    usage = "定等次 <@某人> <等次>"
    assert read(usage, "定等次 张三 优秀", 等次=GRADES) == {"@某人": Person("张三"), "等次": "good"}
    assert read(usage, "定等次 张三 良好", 等次=GRADES) is None
    assert read(usage, "定等次 张三 优秀吧", 等次=GRADES) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("A级", "a"),
        ("a级", "a"),
        ("Ａ级", "a"),
        ("ａ级", "a"),
        ("B级", "b"),
        ("b级", "b"),
        ("Ｂ级", "b"),
        ("ｂ级", "b"),
    ],
)
def test_capital_and_wide_letters_in_a_choice_are_all_the_same(written: str, value: str) -> None:
    assert read("查 <等次>", f"查 {written}", 等次=GRADES) == {"等次": value}


def test_the_longer_choice_wins_over_its_own_beginning() -> None:
    kinds = {"小组": "g", "小组长": "leader"}
    assert read("谁是<什么>", "谁是小组长", 什么=kinds) == {"什么": "leader"}
    assert read("谁是<什么>", "谁是小组", 什么=kinds) == {"什么": "g"}


def test_optional_slots_may_be_skipped_one_by_one() -> None:
    usage = "添加 <@某人> [等次] [小组]"
    assert read(usage, "添加 张三", 等次=GRADES) == {"@某人": Person("张三"), "等次": None, "小组": None}
    assert read(usage, "添加 张三 一组", 等次=GRADES) == {"@某人": Person("张三"), "等次": None, "小组": "一组"}
    assert read(usage, "添加 张三 合格 一组", 等次=GRADES) == {"@某人": Person("张三"), "等次": "fair", "小组": "一组"}


def test_a_glued_choice_is_part_of_the_phrase() -> None:
    kinds = {"打卡": "checkin", "请假": "leave"}
    assert read("怎么<事项>", "怎么打卡", 事项=kinds) == {"事项": "checkin"}
    assert read("怎么<事项>", "怎么打卡机坏了", 事项=kinds) is None
    assert read("怎么<事项>", "怎么 打卡", 事项=kinds) is None


def test_a_literal_after_a_slot_must_be_there() -> None:
    assert read("给<@某人>加油", f"给{MENTION}加油", ZHANG) == {"@某人": ZHANG}
    assert read("给<@某人>加油", f"给{MENTION}鼓掌", ZHANG) is None


def test_a_way_of_saying_can_carry_a_fixed_slot() -> None:
    made = PhraseBook()
    made.add("set_office", "设书记 <@某人>", {}, {"职务": "secretary"})
    assert made.find(typed("设书记 张三")) == [Found("set_office", {"@某人": Person("张三"), "职务": "secretary"})]


def test_two_intents_may_share_a_phrase_and_come_in_order() -> None:
    made = PhraseBook()
    made.add("attend", "签到", {}, {})
    made.add("check_in", "签到", {}, {})
    assert [one.intent for one in made.find(typed("签到"))] == ["attend", "check_in"]


def test_a_phrase_said_in_full_beats_a_slot_that_would_swallow_it() -> None:
    made = PhraseBook()
    made.add("how", "怎么<事项>", {"事项": {"用": "use"}}, {})
    made.add("manual", "怎么用", {}, {})
    assert [one.intent for one in made.find(typed("怎么用"))] == ["manual"]


@pytest.mark.parametrize("usage", ["早上好 打卡", "早上好 打卡 [心得]"])
def test_a_phrase_that_nobody_could_be_heard_saying_is_refused_when_written(usage: str) -> None:
    """打头的字里夹着空格，查表时永远对不上；写错了当场就要知道。"""
    with pytest.raises(ValueError, match="早上好"):
        book(usage, kinds={"心得": TEXT})


@pytest.mark.parametrize("line", ["查分吗", "查分？", "查分吗？", "查分"])
def test_a_query_may_be_asked_as_a_question(line: str) -> None:
    made = book("查分", "查分吗")
    made.add_query("查分")
    made.add_query("查分吗")
    assert len(made.find(typed(line))) == 1


@pytest.mark.parametrize("line", ["打卡？", "打卡吗？", "打卡 学了？", "打卡 学了吗"])
def test_a_short_question_is_never_an_order(line: str) -> None:
    made = PhraseBook()
    made.add("check_in", "打卡 [心得]", {"心得": TEXT}, {})
    assert made.find(typed(line)) == []
    assert made.misused(typed(line)) == []


def test_a_question_keeps_the_mentions_of_a_query() -> None:
    made = book("转正 <@某人>")
    made.add_query("转正 <@某人>")
    assert made.find(typed(f"转正 {MENTION}？", (ZHANG,)))[0].slots == {"@某人": ZHANG}


def test_a_right_beginning_with_a_wrong_rest_is_a_misuse() -> None:
    made = book("定等次 <@某人> <等次>", kinds={"等次": GRADES})
    usage = "定等次 <@某人> <等次>"
    for line in ("定等次", "定等次 张三", "定等次 张三 良好", "定等次：张三", f"定等次{MENTION}"):
        said = typed(line, (ZHANG,) * line.count(MENTION))
        assert made.find(said) == []
        assert made.misused(said) == [usage]
    for line in ("定等次的办法", "怎么定等次", "定等", "今天天气好"):
        assert made.misused(typed(line)) == []


def test_a_misuse_is_told_once_for_each_intent() -> None:
    made = PhraseBook()
    made.add("add", "添加 <@某人>", {}, {})
    made.add("add", "添加 <@某人> <等次>", {"等次": GRADES}, {})
    assert made.misused(typed("添加 张三 好 不好")) == ["add"]


@given(st.text())
def test_no_text_makes_the_book_stumble(routes: Routes, text: str) -> None:
    for raw in (text, f"打卡{text}", f"设职务 {text}", f"添加党员 {text} {text}", f"怎么{text}"):
        said = typed(raw)
        found, misused = routes.book.find(said), routes.book.misused(said)
        # 放行用的捷径不能漏掉任何一句听得懂的话
        if found or any(not routes.by_intent[intent].query for intent in misused):
            assert routes.matters(said)


def test_a_stray_placeholder_in_a_typed_line_does_no_harm(routes: Routes) -> None:
    """占位符也可能是打进来的；没有对应的 @ 就不算提到谁。"""
    for line in (f"转正 {MENTION}", f"打卡 和{MENTION}一起学", MENTION):
        for found in routes.book.find(typed(line)):
            assert found.slots.get("@某人") is None


def test_the_most_literal_way_of_saying_wins() -> None:
    """“每天9点一题”是一题，不是随便什么推送，不论谁先登记。"""
    book = PhraseBook()
    book.add("push", "每天<排程>", {"排程": TEXT}, {})
    book.add("daily_question", "每天<钟点>一题", {}, {})
    assert [found.intent for found in book.find(typed("每天9点一题"))] == ["daily_question", "push"]
    assert [found.intent for found in book.find(typed("每天9点推送学习"))] == ["push"]
