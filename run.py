"""python3 run.py 启动助手，python3 run.py test 跑全部测试；只用标准库，Linux、macOS、Windows 通用。

第一次运行会建 .venv 并按锁文件安装依赖；锁文件没变就直接启动。
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENV = HERE / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENV / "installed.sha256"
FOR_DEVELOPERS = {"test", "check", "bench", "docs", "revision"}
"""这几条命令还要装开发依赖。"""


def main() -> int:
    """装好依赖，再执行 python -m cli 名字 参数…。"""
    if sys.version_info < (3, 11):  # noqa: UP036 这个文件要由任意版本的 python3 打开，才能说清缘由
        return _fail("需要 Python 3.11 或更新版本，当前是 " + sys.version.split()[0])
    name = sys.argv[1] if len(sys.argv) > 1 else "run"
    problem = _install(developing=name in FOR_DEVELOPERS)
    if problem is not None:
        return _fail(problem)
    command = [str(PYTHON), "-m", "cli", *sys.argv[1:]]
    if os.name != "nt":
        # 换成同一个进程，停止信号才能直接送到
        os.chdir(HERE)
        os.execv(command[0], command)  # noqa: S606 参数是自己拼的，不经 shell
    return subprocess.call(command, cwd=HERE)


def _install(*, developing: bool) -> str | None:
    """按锁文件安装；已是这一版就什么都不做。出了问题返回一句话。"""
    locks = [HERE / "requirements-dev.lock"] if developing else [HERE / "requirements.lock"]
    wanted = {name.name: hashlib.sha256(name.read_bytes()).hexdigest() for name in locks}
    done = dict(line.split() for line in STAMP.read_text("utf-8").splitlines()) if STAMP.exists() else {}
    if PYTHON.exists() and all(done.get(name) == digest for name, digest in wanted.items()):
        return None
    sys.stderr.write("正在安装依赖，第一次约需一分钟……\n")
    try:
        if not PYTHON.exists():
            venv.create(ENV, with_pip=True)
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.check_call([*pip, *(part for lock in locks for part in ("-r", str(lock)))], cwd=HERE)
    except subprocess.CalledProcessError:
        return "依赖没有装好。请检查网络或软件源设置，然后再运行一次；Debian、Ubuntu 还要先装 python3-venv。"
    # 开发锁文件包含运行时锁文件的全部内容
    runtime = HERE / "requirements.lock"
    wanted.setdefault(runtime.name, hashlib.sha256(runtime.read_bytes()).hexdigest())
    STAMP.write_text("".join(f"{name} {digest}\n" for name, digest in wanted.items()), "utf-8")
    return None


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
