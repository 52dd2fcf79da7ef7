"""周报的规则和话术：时间的写法；文字不超过二百字，与卡片是同样的数。"""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.announcing import Form
from core.domain.calendar import Period
from core.domain.collective import Collective, Overview
from core.domain.dialogue import Reply
from core.domain.ranking import Place, Scored, places
from plugins.announcements import rules, texts
from plugins.announcements.rules import NotAWhen, Report, Weekly

ROOT = Path(__file__).parents[2]
LONG_NAME = "阿卜杜拉·买买提·艾力肯江·吐尔逊江木"
LONG_BRANCH = "某某市高新技术产业开发区机关第三党支部"
FULL = Collective(20, 86, 132, 115, 23, 14)


def report(seen: Overview, form: Form | None = Form.RANKING, branch: str = LONG_BRANCH, missed: str = "") -> Report:
    return Report(branch, Period.WEEK, date(2026, 11, 30), date(2026, 12, 6), seen, form, missed)


def numbers_on_the_card(reply: Reply) -> list[str]:
    """卡片上的各个数和姓名，照文字里的次序。"""
    assert reply.card is not None
    data = reply.card.data
    figures = [one["value"] for one in data["stats"]]
    return figures + [
        word for one in data["people"] for word in (str(one["number"]), *one["names"], str(one["points"]))
    ]


class TestWhen:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("周一 9:00", (0, time(9))),
            ("每周五下午4点", (4, time(16))),
            ("星期天晚上7点半", (6, time(19, 30))),
            ("礼拜三 10点", (2, time(10))),
            ("一9点", (0, time(9))),
            ("周二的 8:30", (1, time(8, 30))),
            ("15:00", (3, time(15))),
            ("下午3点", (3, time(15))),
        ],
    )
    def test_how_people_say_it(self, words: str, expected: tuple[int, time]) -> None:
        assert rules.when_of(words, 3) == expected

    @pytest.mark.parametrize("words", ["", "周一", "周八 9:00", "25:00", "每周", "明天 9:00", "周一 9点 10点"])
    def test_what_is_none(self, words: str) -> None:
        with pytest.raises(NotAWhen):
            rules.when_of(words, 0)


class TestKept:
    @given(st.sampled_from(Form), st.booleans(), st.booleans(), st.integers(0, 6), st.times())
    def test_what_is_kept_for_undo_comes_back(
        self, form: Form, decided: bool, on: bool, weekday: int, at: time
    ) -> None:
        weekly = Weekly(form, decided, on, weekday, at)
        kept = json.loads(json.dumps({"was": weekly.kept(), "now": weekly.kept()}))
        assert rules.kept_of(kept) == (weekly, weekly)


class TestWords:
    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.text("张三李四王五·", min_size=1, max_size=20), st.integers(1, 99)), max_size=25),
        st.sampled_from(Form),
        st.sampled_from(["机关第三党支部", LONG_BRANCH]),
        st.builds(Collective, st.integers(4, 60), *[st.integers(0, 9999)] * 2, st.just(0), *[st.integers(0, 9999)] * 2),
        st.sampled_from(["", f"《{'条例' * 30}》第十一条"]),
    )
    def test_never_more_than_two_hundred_and_the_same_as_on_the_card(
        self, scores: list[tuple[str, int]], form: Form, branch: str, figures: Collective, missed: str
    ) -> None:
        scored = sorted((Scored(*one) for one in scores), key=lambda one: -one.points)
        listed = places(scored, len(scored)) if form is Form.RANKING else []
        missed = missed if form is Form.SUMMARY else ""
        reply = texts.announcement(report(Overview(figures, listed), form, branch, missed))
        assert len(reply.text) <= 200
        assert reply.card is not None
        assert reply.card.data["missed"] == "" or reply.card.data["missed"] in reply.text
        rest = reply.text[reply.text.index("）") :]
        for word in numbers_on_the_card(reply):
            at = rest.find(word)
            assert at >= 0, word
            rest = rest[at + len(word) :]

    def test_a_group_that_does_not_fit_goes_whole(self) -> None:
        listed = [
            Place(1, ("张三",), 30),
            Place(2, (LONG_NAME, f"{LONG_NAME[:-1]}明", f"{LONG_NAME[:-1]}花", "李四"), 29),
        ]
        reply = texts.announcement(report(Overview(FULL, listed)))
        assert "1 张三 30。" in reply.text
        assert "李四" not in reply.text
        assert reply.card is not None
        assert [one["names"] for one in reply.card.data["people"]] == [["张三"]]

    def test_the_summary_names_what_was_missed_most(self) -> None:
        said = texts.announcement(
            report(Overview(FULL), Form.SUMMARY, "机关第三党支部", "《支部工作条例（试行）》第十一条")
        )
        assert said.text == (
            "【机关第三党支部】一周学习情况（11月30日—12月6日） 学习登记 86 人次，答题 132 人次、"
            "正确率 87%，到会 23 人次，志愿服务 14 人次。"
            "答错较多的是《支部工作条例（试行）》第十一条，本周再学一次。个人情况请私聊发“我的积分”。"
        )

    def test_no_words_of_contest_or_shame(self) -> None:
        said = texts.announcement(report(Overview(FULL, [Place(1, ("张三",), 30)])))
        assert said.card is not None
        everything = said.text + json.dumps(dict(said.card.data), ensure_ascii=False)
        for word in ("平均", "参与率", "未参加", "没有参加", "冠军", "奖", "PK", "末", "断签", "打卡"):
            assert word not in everything

    def test_more_than_five_to_settle_are_not_all_named(self) -> None:
        due = rules.Upcoming(datetime(2026, 12, 7, 9, tzinfo=UTC), date(2026, 11, 30), date(2026, 12, 6))
        said = texts.reminder(due, [f"人{number}" for number in range(7)])
        assert "7 位待核对：人0、人1、人2、人3、人4等。" in said


class TestCards:
    @pytest.mark.parametrize(
        "seen",
        [
            pytest.param(Overview(Collective(3, 5)), id="没有数字也没有名单"),
            pytest.param(Overview(FULL._replace(attended=0), [Place(1, ("张三",), 26)]), id="四栏"),
            pytest.param(Overview(FULL, [Place(1, tuple(f"{LONG_NAME[:-1]}{n}" for n in "一二三四五"), 26)]), id="长"),
            pytest.param(Overview(FULL, [Place(1, ("𬭎爨䶮",), 26), Place(2, ('a#b*_$<>\\"@[]',), 9)]), id="怪字"),
        ],
    )
    @pytest.mark.parametrize("template", ["announcements/weekly", "rankings/board"])
    def test_it_is_drawn_and_not_too_large(self, seen: Overview, template: str) -> None:
        data = {"title": "一周学习情况", "branch": LONG_BRANCH, "range": "2026年11月30日—12月6日", "missed": ""}
        data |= seen.shown("本周较为积极的同志")
        drawn = typst.compile(
            ROOT / "plugins" / f"{template}.typ",
            root=ROOT,
            font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="png",
            ppi=160,
        )
        assert isinstance(drawn, bytes)
        assert drawn.startswith(b"\x89PNG")
        assert len(drawn) <= 400 * 1024
