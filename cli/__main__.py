"""python -m cli 名字 参数…：找到同名的一条命令去执行。"""

import sys
from importlib import import_module
from pathlib import Path

COMMANDS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main() -> int:
    """执行一条命令，返回退出码。"""
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("run", [])
    if name not in COMMANDS:
        sys.stderr.write(f"没有“{name}”这条命令。可用的：{'、'.join(COMMANDS)}\n")
        return 2
    return import_module(f"cli.{name}").main(arguments)


sys.exit(main())
