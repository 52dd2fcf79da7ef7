"""python3 run.py explain：一句话、或一列 TSV，怎样理解写成一行 JSON。"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str, rows: str = "") -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "explain", *arguments],
        cwd=ROOT,
        input=rows.encode(),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def test_a_sentence_after_the_command_is_explained() -> None:
    assert run("打卡", "学党章") == [{"intent": "checkin", "slots": {"心得": "学党章"}}]


def test_each_row_of_a_table_gets_one_line_in_order() -> None:
    rows = [
        "member\t\t打卡",
        "member\t\t大家记得打卡哦",
        "secretary\t\t添加党员 @张三 正式党员 第一小组",
        "secretary\topen\t确认导入",
        "secretary\t\t确认导入",
        # 整行照抄 phrases.tsv 也行，只看最后三列
        "pos\tcheckin\tmember\t\t已学习",
        "member\t\t花名册\r",
        "nobody\t\t怎么请假",
    ]
    answers = run(rows="\n".join(rows) + "\n")
    assert [one["intent"] for one in answers] == [
        "checkin",
        None,
        "roster",
        "bank",
        None,
        "checkin",
        "roster",
        "help",
    ]
    assert answers[2]["slots"] == {"@某人": "张三", "类别": "full", "党小组": "第一小组"}
    assert answers[1] == {"intent": None, "slots": {}}


def test_odd_rows_are_explained_too() -> None:
    answers = run(rows="打卡\n\t\t\nmember\t\t\nmember\t\t\ufffc\n")
    assert [one["intent"] for one in answers] == ["checkin", None, None, None]
