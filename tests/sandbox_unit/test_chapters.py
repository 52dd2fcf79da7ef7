"""“试试看”里写的人和开关都真的有。"""

import re
from typing import get_args

from sandbox.console import FaultName
from sandbox.people import CAST
from sandbox.server import WEB


def test_the_people_and_switches_named_in_the_chapters_exist() -> None:
    text = (WEB / "chapters.js").read_text(encoding="utf-8")
    newcomers = {"10031", "10032", "10033"}  # 花名册表格里另有的人
    assert set(re.findall(r'"(1\d{4})"', text.partition("*/")[2])) <= {one.user_id for one in CAST} | newcomers
    assert set(re.findall(r"@(\w+)", text.partition("*/")[2])) <= {one.name for one in CAST}
    assert set(re.findall(r'fault: "(\w+)"', text.partition("*/")[2])) <= set(get_args(FaultName))


def test_every_switch_has_its_words_on_the_page() -> None:
    text = (WEB / "switches.js").read_text(encoding="utf-8")
    assert set(re.findall(r"^  (\w+): \[", text, re.MULTILINE)) == set(get_args(FaultName))


def test_modules_stay_small() -> None:
    assert {path.name for path in WEB.iterdir() if path.read_text(encoding="utf-8").count("\n") > 300} == set()
