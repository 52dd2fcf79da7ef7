"""python3 run.py doctor：逐项自检，说清哪一项设置、哪条命令能改好；什么都不改，助手开着也能查。"""

import sys

from core.chat.examination import examine
from core.chat.runtime import wall_clock
from core.domain.calendar import local
from core.domain.checkup import lines
from core.settings import SettingsError, load


def main(arguments: list[str]) -> int:
    """逐项查一遍；都好返回 0。"""
    if arguments:
        sys.stderr.write("doctor 不需要参数。\n")
        return 2
    try:
        settings = load()
    except SettingsError as error:
        sys.stdout.write(f"✗ 设置：{error}\n")
        return 1
    findings = examine(settings, local(wall_clock(), settings.timezone))
    sys.stdout.write("".join(f"{line}\n" for finding in findings for line in lines(finding)))
    return 0 if all(finding.fine for finding in findings) else 1
