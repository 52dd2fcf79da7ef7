"""python3 run.py bank：打印找到什么，什么也不改；读四份真的题库。"""

import json
from pathlib import Path

import pytest

from cli import bank

BANKS = Path(__file__).parents[3] / "shared" / "banks"


def test_json_tells_questions_faults_and_repeats(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "题库.txt"
    path.write_text(
        "1.甲题（ ）\nA.一 B.二\n答案：AB\n2.乙题。（√）\n3.乙题。（√）\n4.丙题（ ）\nA.一 B.二\n", "gb18030"
    )
    assert bank.main([str(path), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [(one["type"], one["options"], one["answer"], one["line"]) for one in told["questions"]] == [
        ("multiple", ["一", "二"], "AB", 1),
        ("judge", [], "对", 4),
    ]
    assert told["faults"] == [{"line": 6, "reason": "没有答案"}]
    assert told["duplicates"] == 1


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("请各位党员准时参会。", "utf-8")
    assert bank.main([str(path)]) == 1
    assert capfd.readouterr().err.count("\n") == 1
    assert bank.main([str(tmp_path / "没有.txt")]) == 1
    assert bank.main([]) == 2


@pytest.mark.skipif(not BANKS.exists(), reason="旁边没有 shared/，这里读不到 banks")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("02_shijiuda_csv/题库.csv", 1093),
        ("05_dangjian_qa_json/tk.json", 674),
        ("08_rnbase_js/DataSource.js", 21),
        ("11_templates/智慧党建_ImportQuestionsTemplate.xlsx", 4),
        ("11_templates/一站到底_题库.xls", 130),
    ],
)
def test_the_real_banks_are_read(name: str, count: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert bank.main([str(BANKS / name), "--json"]) == 0
    assert len(json.loads(capfd.readouterr().out)["questions"]) == count
