"""名册：谁能任职、谁来任命，以及说给人听的句子。"""

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import names, people
from core.domain.errors import UserError
from core.domain.people import Change
from core.domain.permission import Actor
from core.domain.roster import OFFICE_LABELS, Category, Line, Office
from plugins.members import rules, texts
from plugins.members.sheets.lines import read_lines
from plugins.members.sheets.matching import Plan, Step
from plugins.members.sheets.rows import Fault, Row

SECRETARY = Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.SECRETARY}))
DEPUTY = Actor("2", "李四", 1, 2, Category.FULL, frozenset({Office.DEPUTY_SECRETARY}))
OPERATOR = Actor("9", superuser=True)
ODD_NAMES = ["买买提·吐尔逊", "王" * 20, "𬭎", "爨", "䶮", "Müller", "欧阳 明"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_but_real_names_are_kept_as_they_are(name: str) -> None:
    assert names.check_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"), [("  张三 ", "张三"), ("欧阳　 明", "欧阳 明"), ("张\n三", "张 三"), ("\t李四", "李四")]
)
def test_blanks_in_a_name_are_tidied(typed: str, kept: str) -> None:
    assert names.check_name(typed) == kept


@given(st.text(max_size=60))
def test_a_name_is_tidied_or_refused_and_never_too_long(typed: str) -> None:
    tidy = " ".join(typed.split())
    plain = names.seen(tidy) == tidy and not names.is_formula(tidy) and not tidy.isdecimal()
    with nullcontext() if plain and 1 <= len(tidy) <= names.LONGEST_NAME else pytest.raises(names.BadName):
        name = names.check_name(typed)
        assert name == tidy
        assert names.check_name(name) == name


@pytest.mark.parametrize("name", ["=1+1", "+86", "@SUM(1)", "-1", "１２３", "张\u202e三", "张\u200b三", "张\x00三"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(names.BadName) as refused:
        names.check_name(name)
    assert not {"\u202e", "\u200b", "\x00"} & set(str(refused.value))


@given(st.text(max_size=60))
def test_a_card_always_gives_a_name_that_can_be_shown(card: str) -> None:
    name = names.clean_card(card, "10005")
    assert 1 <= len(name) <= names.LONGEST_NAME
    assert names.seen(name) == name.strip()


@pytest.mark.parametrize("name", ["", "   ", "王" * 21])
def test_an_empty_or_endless_name_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(names.BadName) as refused:
        names.check_name(name, "支部名")
    assert "支部名" in str(refused.value)
    assert len(str(refused.value)) < 80


FACTS = dict.fromkeys(
    ["name", "what", "longest", "words", "people", "office", "category", "offices", "faults", "file", "most", "undone"],
    "某某",
)


@pytest.mark.parametrize(
    "refusal",
    [
        one
        for one in [*vars(rules).values(), *vars(people).values()]
        if isinstance(one, type) and issubclass(one, UserError) and one is not UserError
    ],
)
def test_every_refusal_is_a_whole_sentence_without_a_gap(refusal: type[UserError]) -> None:
    sentence = str(refusal(**FACTS))
    assert "{" not in sentence
    assert sentence.rstrip("某").endswith("。")
    assert len(sentence) < 120


def line(number: int = 1, **differences: object) -> Line:
    base = Line(number, f"同志{number}", "full", [], None, str(number), review=False, in_group=True, floating=False)
    return base._replace(**differences)


def test_the_roster_is_private_numbered_and_complete() -> None:
    lines = [
        line(1, name="张三", offices=["书记"], subgroup="第一小组"),
        line(2, name="李四", category=None, review=True),
        line(3, name="王五", user_id=None, in_group=False),
        line(4, name="赵六", in_group=False, floating=True),
    ]
    reply = texts.roster(lines, None)
    assert reply.private
    rows = reply.text.split("\n")
    assert "4 人" in rows[0]
    assert rows[1] == "1. 张三 正式党员 书记 第一小组"
    assert rows[2] == "2. 李四 类别未定 待核对"
    assert "未绑定 QQ" in rows[3]
    assert "不在群" not in rows[3]
    assert rows[4].endswith("流动党员 不在群")
    assert "定类别" in rows[5]


def test_a_settled_roster_needs_no_hint() -> None:
    reply = texts.roster([line(1), line(2)], None)
    assert len(reply.text.split("\n")) == 3


def test_the_roster_of_one_category() -> None:
    lines = [line(1), line(2, name="李四", category="probationary"), line(3, category=None, review=True)]
    reply = texts.roster(lines, "probationary")
    assert reply.text == "预备党员 1 人：\n1. 李四 预备党员"
    none = texts.roster(lines, "prospect")
    assert none.private
    assert none.text == "花名册里没有发展对象。"


def test_a_settled_category_is_not_repeated_in_the_group() -> None:
    ack = texts.settled(Change("张三", "类别", "类别未定", "群众"))
    assert "群众" not in ack.text + ack.merged
    assert ack.record is not None
    assert ack.record.after == "群众"


def test_in_the_group_who_am_i_says_only_that_one_is_listed() -> None:
    actor = Actor("1", "张三", 1, 1, Category.PROBATIONARY, frozenset())
    public = texts.who_am_i(actor, "机关第三党支部", "第一小组", in_group=True)
    assert not public.private
    assert "预备党员" not in public.text
    assert "第一小组" not in public.text
    own = texts.who_am_i(actor, "机关第三党支部", "第一小组", in_group=False)
    assert own.private
    for words in ("张三同志", "机关第三党支部", "预备党员", "第一小组"):
        assert words in own.text


@pytest.mark.parametrize("in_group", [True, False])
def test_who_am_i_for_people_off_the_roster(*, in_group: bool) -> None:
    stranger = texts.who_am_i(Actor("404"), "机关第三党支部", None, in_group=in_group)
    operator = texts.who_am_i(OPERATOR, None, None, in_group=in_group)
    assert stranger.private
    assert operator.private
    assert "不在" in stranger.text
    assert "运维" in operator.text
    assert "运维" not in stranger.text


def test_an_officer_sees_offices_and_an_operator_sees_both() -> None:
    both = Actor("1", "张三", 1, 1, Category.FULL, frozenset({Office.SECRETARY}), superuser=True)
    own = texts.who_am_i(both, "机关第三党支部", None, in_group=False).text
    assert OFFICE_LABELS[Office.SECRETARY] in own
    assert "运维" in own


def test_binding_says_what_to_do_next_and_warns_once() -> None:
    reply = texts.bound("机关第三党支部", 12)
    for words in ("机关第三党支部", "12 人", "设职务 @某人 书记", "不处理涉密", "自愿"):
        assert words in reply.text
    assert reply.record is not None


def test_a_newcomer_is_told_with_orders_that_work_when_typed() -> None:
    text = texts.newcomer("王五", "12345")
    for words in ("王五", "12345", "定类别 12345 正式党员", "移出花名册 12345", "不计应到"):
        assert words in text
    assert "王五" in texts.joined("王五", 7).summary


def test_a_probation_is_never_ended_in_the_chat() -> None:
    reply = texts.probation_ends("王五")
    assert reply.private
    assert reply.record is None
    for words in ("上级批复日期", "预备期满日", "本群不办理", "《中国共产党发展党员工作细则》"):
        assert words in reply.text


def step(name: str, *changes: tuple[str, str, str], known: bool = True) -> Step:
    return Step(Row(1, name, None, None, (), None), 1 if known else None, name, changes)


def test_an_import_is_shown_before_it_is_done() -> None:
    added = [step("张三", known=False), step("李四", known=False)]
    changed, same = step("王五", ("类别", "类别未定", "正式党员")), step("赵六")
    preview = texts.import_preview(Plan([*added, changed, same], [Fault(4, "没有姓名")]))
    assert preview.private
    assert preview.record is None
    for words in ("4 人", "新添 2 人", "更新 1 人", "不变 1 人", "第 4 行：没有姓名", "还没有改动", "确认导入", "取消"):
        assert words in preview.text
    assert "王五：类别 类别未定 → 正式党员" in preview.text
    plain = texts.import_preview(Plan(added, []))
    assert "更新" not in plain.text
    assert "不导入的" not in plain.text


def test_an_import_done_lists_the_rows_left_out_again() -> None:
    plan = Plan([step("张三", known=False), step("李四", ("类别", "群众", "正式党员"))], [Fault(9, "同名")])
    done = texts.imported(plan, {}, (1,), ["不导入的 1 行：", "第 4 行：没有姓名"])
    for words in ("已导入 2 人", "第 9 行：同名", "第 4 行：没有姓名"):
        assert words in done.text
    assert done.private
    assert done.record is not None
    assert "2 人" in done.record.summary


def test_every_fault_is_listed_in_order() -> None:
    shown = texts.faults([Fault(number, "没有姓名") for number in range(499, 0, -1)])
    assert len(shown) == 500
    assert "499" in shown[0]
    assert shown[1].startswith("第 1 行")
    assert texts.faults([]) == []


def test_many_changes_are_counted_and_the_first_shown() -> None:
    text = texts.import_preview(Plan([step(f"甲{n}", ("类别", "群众", "正式党员")) for n in range(40)], [])).text
    assert "更新 40 人" in text
    assert "还有 10 位的更新没有列出" in text


def test_asking_for_a_list_shows_an_example_that_can_be_read() -> None:
    reply = texts.ask_for_lines()
    assert reply.private
    assert texts.IMPORT_EXAMPLE in reply.text
    assert read_lines(texts.IMPORT_EXAMPLE).faults == []
    assert texts.import_cancelled().private
