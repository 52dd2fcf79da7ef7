"""python3 run.py test：跑全部测试，后面可以跟 pytest 的参数。"""

import os
import subprocess
import sys

from core.settings import ROOT, Settings


def main(arguments: list[str]) -> int:
    """跑测试并检查覆盖率；指定了参数时只跑指定的，不查覆盖率。"""
    # 端到端的测试多半在等，三个进程一起跑快得多；一个文件里的归一个进程，合用的助手只开一次
    options = arguments or [
        "-n",
        "3",
        "--dist",
        "loadfile",
        "--cov",
        "--cov-report=term:skip-covered",
        "--durations=12",
    ]
    # 测试自备设置，不受这台机器上的 .env 和环境变量影响
    mine = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name.upper() not in mine}
    environment |= {"COVERAGE_CORE": "sysmon"} if sys.version_info >= (3, 12) else {}
    return subprocess.call([sys.executable, "-m", "pytest", *options], cwd=ROOT, env=environment)
