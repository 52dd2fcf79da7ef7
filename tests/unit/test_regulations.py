"""法规：出处怎么读、是不是现行的；现行版本与法规原文的目录核对。"""

import json
import re
from pathlib import Path

import pytest

from core.domain.questions import Source
from core.domain.regulations import REGULATIONS, Standing, find_regulation, in_words, read_source, standing

INDEX = Path(__file__).parents[3] / "shared" / "domain" / "regulations" / "index.json"
CHARTER, RULES = "中国共产党章程", "中国共产党支部工作条例（试行）"
ADMITTING, DISCIPLINE = "中国共产党发展党员工作细则", "中国共产党纪律处分条例"


@pytest.mark.parametrize(
    ("said", "name", "version", "article"),
    [
        ("《党章》第8条", CHARTER, None, "八"),
        ("《中国共产党章程》（2022年）第八条", CHARTER, 2022, "八"),
        ("依据：党章总纲", CHARTER, None, "总纲"),
        ("支部工作条例第十一条", RULES, 2018, "十一"),
        ("《中国共产党支部工作条例(试行)》第１１条第２款", RULES, 2018, "十一"),
        ("<<中国共产党支部工作条例（试行）>> 第 11 条", RULES, 2018, "十一"),
        ("《发展党员工作细则》（2014年）第十条", ADMITTING, 2014, "十"),
        ("《中国共产党发展党员工作细则（2026年修订）》第十条", ADMITTING, 2026, "十"),
        ("《中国共产党纪律处分条例》（2024年）第一百零五条", DISCIPLINE, 2023, "一百零五"),
        ("《纪律处分条例（2018）》第5条", DISCIPLINE, 2018, "五"),
        ("《关于新形势下党内政治生活的若干准则》第九部分", "关于新形势下党内政治生活的若干准则", 2016, "第九部分"),
        ("党费规定第2条", "关于中国共产党党费收缴、使用和管理的规定", 2008, "二"),
        ("《中华人民共和国宪法》第1条", "中华人民共和国宪法", None, "一"),
        ("中华人民共和国宪法 第一条之一", "中华人民共和国宪法", None, "一之一"),
        ("贵州省发展党员工作细则第十条", "贵州省发展党员工作细则", None, "十"),
        ("《中国共产党章程》", CHARTER, None, ""),
    ],
)
def test_a_source_is_read_however_it_is_written(said: str, name: str, version: int | None, article: str) -> None:
    assert read_source(said) == Source(name, version, article)


@pytest.mark.parametrize("said", ["", "网络", "教材第12页", "百度百科", "2019年真题"])
def test_what_names_no_regulation_is_no_source(said: str) -> None:
    assert read_source(said) is None


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        (ADMITTING, 2026, Standing.CURRENT),
        (ADMITTING, 2014, Standing.OLD),
        (ADMITTING, None, Standing.UNSURE),
        (DISCIPLINE, 2018, Standing.OLD),
        (DISCIPLINE, 2023, Standing.CURRENT),
        (CHARTER, None, Standing.CURRENT),
        (CHARTER, 2017, Standing.OLD),
        ("中华人民共和国宪法", 1982, Standing.CURRENT),
    ],
)
def test_only_the_version_in_force_is_current(name: str, version: int | None, expected: Standing) -> None:
    assert standing(Source(name, version, "十")) is expected


def test_a_written_source_is_read_back_as_itself() -> None:
    for one in REGULATIONS:
        for article in ("八", "一百五十八", "总纲"):
            source = Source(one.name, one.years[0], article)
            assert read_source(str(source)) == source


def test_an_unknown_name_is_nobody() -> None:
    assert find_regulation("中国共产党不存在的条例") is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (158, "一百五十八"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.skipif(not INDEX.exists(), reason="旁边没有 shared/，这里读不到 domain/regulations")
def test_the_versions_in_force_are_those_of_the_texts() -> None:
    kept = {one.name: one.years for one in REGULATIONS}
    for row in json.loads(INDEX.read_text("utf-8")):
        if row["file"].startswith("reference/") or row["title"] not in kept:
            continue
        year = int(re.findall(r"_(\d{4})", row["file"])[0])
        assert year in kept[row["title"]], row["file"]
    superseded = {
        row["title"].partition("(")[0]
        for row in json.loads(INDEX.read_text("utf-8"))
        if "取代；" in row["status"] or row["file"].startswith("superseded/")
    }
    assert superseded == {one.name for one in REGULATIONS if one.renumbered}
