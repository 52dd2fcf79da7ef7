"""python3 run.py bench 名字：跑一项基准，如 door。"""

import sys
from importlib import import_module

from core.settings import ROOT


def main(arguments: list[str]) -> int:
    """跑 bench/名字.py；后面的参数交给它。"""
    names = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        sys.stderr.write(f"用法：python3 run.py bench 名字；可用的：{'、'.join(names)}\n")
        return 2
    return import_module(f"bench.{arguments[0]}").main(arguments[1:])
