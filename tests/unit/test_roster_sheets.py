"""读表格里的花名册：列的次序、叫法随意，读不了的每一行都说得出原因；对着名册看，该改谁、为什么不能导入。"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.uploads import Upload, UploadedSheet
from plugins.members import texts
from plugins.members.sheets import rows
from plugins.members.sheets.grid import HEADERS, Roster, read_roster
from plugins.members.sheets.matching import Known, Plan, Terms, plan
from plugins.members.sheets.rows import Fault, Row

TODAY = date(2026, 11, 22)
HEADER = ["姓名", "QQ", "党小组", "党员类别", "职务", "入党日期", "组织关系（在/不在本支部）", "流动党员", "所在城市"]
ZHANG = ["张三", "12345678", "第一小组", "正式党员", "宣传委员", "2019-07-01", "在本支部", "否", "北京"]
LI = ["李四", "", "第二小组", "预备党员", "", "2026/1/5", "不在本支部", "是", "上海"]
READ = [
    Row(2, "张三", "12345678", "full", ("publicity_officer",), "第一小组", date(2019, 7, 1), True, False, "北京"),
    Row(3, "李四", None, "probationary", (), "第二小组", date(2026, 1, 5), False, True, "上海"),
]


def upload(*lines: list[str], name: str = "Sheet1") -> Upload:
    return Upload("名册.xlsx", ".xlsx", (UploadedSheet(name, list(lines)),))


def read(*lines: list[str]) -> Roster:
    found = read_roster(upload(*lines))
    assert found is not None
    return found


def fault(header: str, cell: str) -> str:
    found = read(["姓名", "QQ", header], ["赵六", "", ""], ["张三", "", cell])
    assert [row.name for row in found.reading.rows] == ["赵六"]
    (only,) = found.reading.faults
    assert only.number == 3
    return only.reason


class TestReading:
    @given(st.permutations(range(len(HEADER))))
    def test_any_order_of_columns_is_the_same_roster(self, order: list[int]) -> None:
        found = read(*[[line[at] for at in order] for line in (HEADER, ZHANG, LI)])
        assert found.reading == (READ, [])
        assert found.notes == ()

    @given(st.data())
    def test_any_of_the_names_of_a_column_will_do(self, data: st.DataObject) -> None:
        header = [data.draw(st.sampled_from(names.split())) for names in HEADERS.values()]
        dressed = [data.draw(st.sampled_from(["{}", " {} ", "{}：", "*{}", "{}（必填）", "{}(选填)"])) for _ in header]
        line = ["张三", "12345678", "第一小组", "正式党员", "宣传委员", "2019-07-01", "在", "否", "北京"]
        found = read([how.format(name.upper()) for how, name in zip(dressed, header, strict=True)], line)
        assert found.reading.rows == [READ[0]]

    @pytest.mark.parametrize("above", range(10))
    def test_the_header_may_stand_in_the_first_ten_rows(self, above: int) -> None:
        title = [["某某党支部花名册"], [], ["制表：组织委员", "", ""]] * 4
        found = read(*title[:above], HEADER, ZHANG)
        assert found.reading.rows == [READ[0]._replace(number=above + 2)]

    def test_further_down_it_is_no_header(self) -> None:
        assert read_roster(upload(*[["说明"]] * 10, HEADER, ZHANG)) is None

    @pytest.mark.parametrize(
        "lines",
        [
            [],
            [[]],
            [["题干", "A", "B", "答案"], ["党的二十大哪一年召开？", "2021", "2022", "B"]],
            [["姓名", "分数"], ["张三", "5"]],
            [["姓名是什么"], ["张三"]],
            [["QQ"], ["12345678"]],
        ],
    )
    def test_what_is_no_roster_is_left_to_others(self, lines: list[list[str]]) -> None:
        assert read_roster(upload(*lines)) is None

    def test_a_text_file_is_no_roster(self) -> None:
        assert read_roster(Upload("a.txt", ".txt", (), "姓名,QQ\n张三,12345678")) is None

    @pytest.mark.parametrize("header", [["姓名"], ["序号", "姓名", "性别", "手机号"], ["姓名", "备注"]])
    def test_names_alone_are_a_roster_too(self, header: list[str]) -> None:
        found = read(header, ["张三" if one == "姓名" else "1" for one in header])
        assert [row.name for row in found.reading.rows] == ["张三"]

    def test_the_sheet_that_looks_most_like_a_roster_is_read(self) -> None:
        sheets = (
            UploadedSheet("说明", [["本表由组织委员填写"]]),
            UploadedSheet("小名单", [["姓名", "QQ"], ["王五", "87654321"]]),
            UploadedSheet("全体", [HEADER, ZHANG]),
        )
        found = read_roster(Upload("a.xls", ".xls", sheets))
        assert found is not None
        assert [row.name for row in found.reading.rows] == ["张三"]
        assert found.notes == ("只读了“全体”这张表，别的表没有读。",)

    def test_columns_not_known_are_named(self) -> None:
        found = read(["序号", "姓名", "QQ", "身份证号", "工资"], ["1", "张三", "12345678", "110", "9000"])
        assert found.notes == ("没有读的列：身份证号、工资。",)
        assert found.reading.rows == [Row(2, "张三", "12345678", None, (), None)]

    def test_blank_rows_totals_and_short_rows(self) -> None:
        found = read(HEADER, [], ["", " ", ""], ["张三"], ["合计：1 人"], ["共 1 人", "", ""], ["制表人：李四"])
        assert found.reading == ([Row(4, "张三", None, None, (), None)], [])
        assert found.people == 1

    def test_five_hundred_and_one_are_only_counted(self) -> None:
        found = read(["姓名", "QQ"], *[[f"党员{n}", ""] for n in range(501)])
        assert (found.people, found.reading) == (501, ([], []))
        assert read(["姓名", "QQ"], *[[f"党员甲{n}", ""] for n in range(500)]).people == 500

    @pytest.mark.parametrize(
        ("header", "cell", "about"),
        [
            ("QQ号", "13800138000", "是手机号，不是 QQ 号"),
            ("QQ号", "abc", "不像 QQ 号"),
            ("QQ号", "1234", "不像 QQ 号"),
            ("类别", "共青团员", "类别“共青团员”认不出来"),
            ("入党日期", "去年", "入党日期“去年”认不出来"),
            ("入党日期", "2019-02-30", "认不出来"),
            ("入党日期", "1900-01-01", "认不出来"),
            ("组织关系", "也许", "组织关系“也许”认不出来"),
            ("流动党员", "不一定", "流动党员“不一定”认不出来"),
            ("党小组", "=1+1", "像一个公式"),
            ("城市", "很" * 21, "太长"),
        ],
    )
    def test_a_cell_that_cannot_be_read_says_why(self, header: str, cell: str, about: str) -> None:
        if header == "QQ号":
            (only,) = read(["姓名", header], ["张三", cell]).reading.faults
            assert about in only.reason
        else:
            assert about in fault(header, cell)

    @pytest.mark.parametrize(
        ("name", "about"),
        [
            ("=1+1", "像一个公式"),
            ("@SUM(A1)", "像一个公式"),
            ("-2+3", "像一个公式"),
            ("+86", "像一个公式"),
            ("张\x00三", "看不见"),
            ("张\u202e三", "看不见"),
            ("\x07", "看不见"),
            ("王" * 21, "超过 20 个字"),
            ("12345", "是数字"),
            ("", "没有姓名"),
        ],
    )
    def test_a_name_that_is_none_says_why(self, name: str, about: str) -> None:
        (only,) = read(["姓名", "党小组"], [name, "第一小组"]).reading.faults
        assert about in only.reason
        assert len(only.reason) < 40

    @pytest.mark.parametrize("name", ["买买提·吐尔逊", "王" * 20, "𬭎爨䶮", "张三（二组）", "Müller", "欧阳 明"])
    def test_real_names_are_kept(self, name: str) -> None:
        assert [row.name for row in read(["姓名", "QQ"], [name, ""]).reading.rows] == [name]

    @pytest.mark.parametrize(
        ("cell", "day"),
        [
            ("2019-07-01", date(2019, 7, 1)),
            ("2019/7/1", date(2019, 7, 1)),
            ("2019.7.1", date(2019, 7, 1)),
            ("2019年7月1日", date(2019, 7, 1)),
            ("20190701", date(2019, 7, 1)),
            ("2019-07-01 00:00:00", date(2019, 7, 1)),
            ("2019年7月", None),
            ("2019.07", None),
            ("2019", None),
        ],
    )
    def test_days_are_written_in_many_ways(self, cell: str, day: date | None) -> None:
        found = read(["姓名", "入党时间"], ["张三", cell])
        assert [row.joined_on for row in found.reading.rows] == [day]
        assert bool(found.notes) is (day is None)

    def test_an_office_of_another_kind_is_left_out_and_told(self) -> None:
        found = read(
            ["姓名", "职务"], ["张三", "书记兼组织委员"], ["李四", "科长、无"], ["王五", "普通党员"], ["赵六", "党员"]
        )
        assert [row.offices for row in found.reading.rows] == [("secretary", "organization_officer"), (), (), ()]
        assert found.notes == ("第 3 行的“科长”不是支部职务，没有记。",)

    def test_repeated_numbers_and_names_are_all_left_out(self) -> None:
        found = read(
            ["姓名", "QQ"], ["张三", "12345678"], ["李四", "12345678"], ["王五", ""], ["王五", ""], ["赵六", ""]
        )
        assert [row.name for row in found.reading.rows] == ["赵六"]
        assert found.reading.faults == [
            Fault(2, "QQ 号“12345678”在名单里出现了 2 次，请核对是谁的"),
            Fault(3, "QQ 号“12345678”在名单里出现了 2 次，请核对是谁的"),
            Fault(4, "“王五”在名单里出现了 2 次，同名的请写上 QQ 号"),
            Fault(5, "“王五”在名单里出现了 2 次，同名的请写上 QQ 号"),
        ]

    def test_a_number_from_a_number_cell(self) -> None:
        assert read(["姓名", "QQ"], ["张三", "12345678.0"]).reading.rows[0].user_id == "12345678"

    @given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from(HEADER), max_size=5), max_size=8))
    def test_any_grid_at_all_is_read_or_left(self, lines: list[list[str]]) -> None:
        found = read_roster(upload(*lines))
        if found is not None:
            numbers = [one.number for one in [*found.reading.rows, *found.reading.faults]]
            assert len(numbers) == len(set(numbers)) == found.people

    @given(st.sampled_from(READ))
    def test_a_row_is_kept_as_json_and_read_back(self, row: Row) -> None:
        assert Row.of(row.kept()) == row
        assert rows.blank("无")


WANG = Known(1, "王建国", ("10001",), "full", ("secretary",))
SAN = Known(5, "张三", ("10005",), "full", (), "第一小组")
PAPER = Known(6, "司马光", (), "probationary")
CARD = Known(7, "财务科-欧阳明", ("10007",), review=True)
GONE = Known(8, "李四", ("10008",), "full", archived=True)
EVERYONE = [WANG, SAN, PAPER, CARD, GONE]
ORGANIZER, SECRETARY = Terms(TODAY, may_appoint=False), Terms(TODAY, may_appoint=True)


def row(name: str = "", user_id: str | None = None, **facts: object) -> Row:
    return Row(2, name, user_id, None, (), None)._replace(**facts)


def seen(*lines: Row, known: list[Known] = EVERYONE, terms: Terms = ORGANIZER) -> Plan:
    return plan([line._replace(number=n) for n, line in enumerate(lines, 2)], known, terms)


def refused(line: Row, *, terms: Terms = ORGANIZER) -> str:
    made = seen(line, terms=terms)
    assert made.steps == []
    return made.faults[0].reason


class TestMatching:
    @pytest.mark.parametrize(
        ("line", "member_id"),
        [
            pytest.param(row("张三", "10005"), 5, id="QQ 号"),
            pytest.param(row("张三丰", "10005"), 5, id="QQ 号，姓名改了"),
            pytest.param(row("", "10005"), 5, id="只有 QQ 号"),
            pytest.param(row("张三"), 5, id="唯一的姓名"),
            pytest.param(row("司马光", "99999"), 6, id="名册上没有绑定的"),
            pytest.param(row("欧阳明"), 7, id="群名片里的姓名"),
            pytest.param(row("诸葛亮"), None, id="新添"),
            pytest.param(row("诸葛亮", "99999"), None, id="新添，有 QQ 号"),
        ],
    )
    def test_by_number_else_by_a_unique_name(self, line: Row, member_id: int | None) -> None:
        made = seen(line)
        assert made.faults == []
        assert made.steps[0].member_id == member_id

    def test_a_name_two_people_bear_is_a_new_unbound_one(self) -> None:
        """Q20：无 QQ 且名片不唯一的以“未绑定”入册；再导入一次就对得上那一位。"""
        twins = [SAN, SAN._replace(member_id=9, user_ids=("10009",))]
        assert seen(row("张三"), known=twins).steps[0].member_id is None
        again = seen(row("张三"), known=[*twins, Known(10, "张三")])
        assert (again.steps[0].member_id, again.steps[0].changes) == (10, ())

    def test_two_rows_of_one_name_one_with_a_number(self) -> None:
        made = seen(row("张三"), row("张三", "10005"))
        assert [step.member_id for step in made.steps] == [None, 5]

    def test_a_name_in_two_cards_decides_nothing(self) -> None:
        made = seen(row("欧阳明"), known=[CARD, CARD._replace(member_id=9, user_ids=("10009",))])
        assert made.steps[0].member_id is None

    @pytest.mark.parametrize(
        ("line", "about"),
        [
            (row("张三", "99999"), "绑定的是别的 QQ 号"),
            (row("张三", "10001"), "QQ 10001 在名册上是“王建国”，另有一位“张三”"),
            (row("", "99999"), "没有姓名，名册上也没有 QQ 99999"),
            (row("李四"), "已移出花名册"),
            (row("李四", "10008"), "已移出花名册"),
            (row("王建国", category="probationary"), "任着职务"),
            (row("王建国", offices=("publicity_officer",)), "职务冲突，请用“设职务”“免职务”办理"),
            (row("张三", offices=("secretary",)), "书记现为王建国同志，职务冲突"),
            (row("张三", offices=("publicity_officer",)), "职务须由书记、副书记设"),
            (row("张三", joined_on=date(2026, 11, 23)), "还没有到"),
        ],
    )
    def test_a_row_that_does_not_fit_says_why(self, line: Row, about: str) -> None:
        assert about in refused(line)

    @pytest.mark.parametrize(
        ("line", "about"),
        [
            (row("司马光", offices=("publicity_officer",)), "预备党员不能任宣传委员"),
            (row("诸葛亮", offices=("subgroup_leader",)), "要先写党小组"),
        ],
    )
    def test_not_even_a_secretary_may(self, line: Row, about: str) -> None:
        assert about in refused(line, terms=SECRETARY)

    def test_two_secretaries_in_one_list(self) -> None:
        lines = [row("张三", offices=("secretary",)), row("诸葛亮", offices=("secretary",))]
        made = seen(*lines, known=[SAN], terms=SECRETARY)
        assert made.steps == []
        assert [one.reason for one in made.faults] == ["名单里有 2 位书记，职务冲突"] * 2
        assert seen(lines[0], known=[SAN], terms=SECRETARY).steps[0].changes == (("职务", "无", "书记"),)

    def test_a_secretary_sets_offices_by_the_list(self) -> None:
        made = seen(row("张三", offices=("subgroup_leader",)), terms=SECRETARY)
        assert made.steps[0].changes == (("职务", "无", "党小组组长"),)

    def test_everything_that_changes_is_named(self) -> None:
        line = Row(2, "张三丰", "10005", "probationary", (), "第二小组", date(2019, 7, 1), False, True, "上海")
        assert [f"{what} {before} → {after}" for what, before, after in seen(line).steps[0].changes] == [
            "姓名 张三 → 张三丰",
            "类别 正式党员 → 预备党员",
            "党小组 第一小组 → 第二小组",
            "入党日期 未登记 → 2019年7月1日",
            "组织关系 未登记 → 不在本支部",
            "流动党员 否 → 是",
            "所在城市 未登记 → 上海",
        ]
        bound = seen(row("司马光", "99999", category="full")).steps[0]
        assert bound.changes == (("QQ", "未绑定", "99999"), ("类别", "预备党员", "正式党员"))
        settled = seen(row("", "10007", category="full")).steps[0]
        assert ("核对", "待核对", "已核对") in settled.changes

    @given(st.lists(st.sampled_from(EVERYONE), unique=True), st.randoms())
    def test_what_is_already_so_changes_nothing(self, some: list[Known], order: object) -> None:
        lines = [
            Row(2, one.name, one.user_ids[0] if one.user_ids else None, one.category, one.offices, one.subgroup)
            for one in some
            if not one.archived and not one.review
        ]
        made = seen(*lines)
        assert made.faults == []
        assert all(step.member_id is not None and not step.changes for step in made.steps)
        assert "不变" in texts.import_preview(made).text or not lines
