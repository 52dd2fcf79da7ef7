"""读贴进来的名单：表格整块复制的、手打的都认，读不了的每一行都说得出原因。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.roster import CATEGORY_LABELS
from plugins.members.sheets.lines import read_lines
from plugins.members.sheets.rows import MOST_ROWS, Fault, Row


def only(text: str) -> Row:
    reading = read_lines(text)
    assert reading.faults == []
    assert len(reading.rows) == 1
    return reading.rows[0]


@pytest.mark.parametrize(
    "line",
    [
        "张三\t正式党员\t第一小组\t12345678",
        "张三 正式党员 第一小组 12345678",
        "张三，正式党员，第一小组，12345678",
        "张三、正式党员、第一小组、12345678",
        "张三,正式党员,第一小组,12345678",
        "张三；12345678；第一小组；正式党员",
        "张三|正式党员|第一小组|12345678",
        "张三　正式党员　第一小组　12345678",
        "1\t张三\t正式党员\t第一小组\t12345678",
        "1. 张三 正式党员 第一小组 12345678",
        "1、张三 正式党员 第一小组 12345678",
        "  张三  12345678 第一小组   正式党员 \t",
        "\t张三\t\t正式党员\t第一小组\t\t12345678\t",
        "张三 党员 第一小组 12345678",
    ],
)
def test_ways_of_writing_one_person(line: str) -> None:
    assert only(line) == Row(1, "张三", "12345678", "full", (), "第一小组")


def test_what_is_not_written_is_not_guessed() -> None:
    assert only("张三") == Row(1, "张三", None, None, (), None)


def test_a_block_pasted_from_a_sheet_with_header_and_blank_rows() -> None:
    reading = read_lines("序号\t姓名\t类别\tQQ\r\n1\t张三\t正式党员\t12345678\r\n\r\n2\t李四\t预备党员\t\r\n\t\t\t\r\n")
    assert reading.faults == []
    assert [(row.number, row.name, row.category, row.user_id) for row in reading.rows] == [
        (2, "张三", "full", "12345678"),
        (4, "李四", "probationary", None),
    ]


@pytest.mark.parametrize("name", ["买买提·吐尔逊", "王" * 20, "𬭎爨䶮", "张三(二组女)", "Müller", "{0}", "1=1"])
def test_odd_names_stay_the_text_they_are(name: str) -> None:
    assert only(f"{name}\t正式党员").name == name


def test_a_mobile_number_is_not_taken_for_an_account() -> None:
    """名单里常有手机号一栏；当成 QQ 号就绑到别人的账号上了。"""
    reading = read_lines("张三 正式党员 13800138000\n李四 12345678 13900139000")
    assert [row.user_id for row in reading.rows if row.user_id in {"13800138000", "13900139000"}] == []


def test_an_office_is_recognised_so_that_it_can_be_compared_later() -> None:
    assert only("张三 书记").offices == ("secretary",)


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("正式党员 第一小组", "姓名"),
        ("12345678", "姓名"),
        ("王" * 21, "20"),
        ("张三 李四", "李四"),
        ("=1+1 正式党员", "公式"),
        ("=HYPERLINK(1)", "公式"),
        ("@SUM 正式党员", "公式"),
        ("张\x07三 正式党员", "看不见"),
        ("张\u202e三 正式党员", "看不见"),
        ("张三 正式党员 预备党员", "预备党员"),
        ("张三 12345678 87654321", "87654321"),
        ("张三 第一小组 第二小组", "第二小组"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, about: str) -> None:
    reading = read_lines(f"赵六\n{line}")
    assert [row.name for row in reading.rows] == ["赵六"]
    assert [fault.number for fault in reading.faults] == [2]
    assert about in reading.faults[0].reason


def test_none_of_the_rows_of_one_account_is_taken() -> None:
    reading = read_lines("张三 12345678\n李四\n王五 12345678")
    assert [row.name for row in reading.rows] == ["李四"]
    assert [fault.number for fault in reading.faults] == [1, 3]
    assert all("12345678" in fault.reason for fault in reading.faults)


def test_none_of_the_rows_of_one_name_without_accounts_is_taken() -> None:
    reading = read_lines("张三\n张三 正式党员\n张三 12345678")
    assert [row.number for row in reading.rows] == [3]
    assert [fault.number for fault in reading.faults] == [1, 2]


def test_same_names_with_accounts_are_two_people() -> None:
    assert [row.user_id for row in read_lines("张三 12345678\n张三 87654321").rows] == ["12345678", "87654321"]


def test_at_most_five_hundred_people_and_the_rest_is_told() -> None:
    reading = read_lines("\n".join(f"党员甲{number}" for number in range(MOST_ROWS + 3)))
    assert MOST_ROWS == 500
    assert len(reading.rows) == MOST_ROWS
    assert [fault.number for fault in reading.faults] == [501, 502, 503]
    assert "500" in reading.faults[0].reason


@pytest.mark.parametrize("text", ["", "\n\n", "姓名\t类别", " \t "])
def test_nothing_to_read_is_nothing(text: str) -> None:
    assert read_lines(text) == ([], [])


NAMES = st.text(st.sampled_from("赵钱孙李周吴郑王·一二"), min_size=2, max_size=4)
PEOPLE = st.lists(st.tuples(NAMES, st.sampled_from(sorted(CATEGORY_LABELS.values()))), unique_by=lambda one: one[0])


@given(PEOPLE, st.sampled_from(["\t", " ", "，", "、", ","]))
def test_a_clean_list_is_read_back_whole(people: list[tuple[str, str]], mark: str) -> None:
    reading = read_lines("\n".join(mark.join(one) for one in people))
    assert reading.faults == []
    assert [(row.name, CATEGORY_LABELS[row.category]) for row in reading.rows if row.category] == people


@given(st.text())
def test_every_line_of_any_text_is_a_row_a_fault_or_nothing(text: str) -> None:
    reading = read_lines(text)
    numbers = [one.number for one in [*reading.rows, *reading.faults]]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(range(1, len(text.splitlines()) + 1))
    assert all(isinstance(fault, Fault) and fault.reason for fault in reading.faults)
    assert all(1 <= len(row.name) <= 20 for row in reading.rows)
