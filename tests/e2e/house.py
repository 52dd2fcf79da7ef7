"""把助手当作一个进程来开、关、杀；设置从零给起，不受这台机器的环境影响。"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.waiting import until

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "e2e-token"  # noqa: S105 测试自用
OPERATOR = "90001"
STOPPED = (0, -signal.SIGTERM)
"""SIGTERM 之后正常的退出码；-SIGTERM 在 shell 里是 143。"""


def free_port() -> int:
    """此刻空着的一个端口。"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class House:
    """一个助手进程和它的数据目录；重新开还是同一个端口、同一份数据。settings 里给 None 的那一项不设。"""

    def __init__(self, folder: Path, data: Path | None = None, module: str = "cli", **settings: str | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._command = [sys.executable, "-m", module, "run"]
        self.data = data or folder / "data"
        self._out, self._err = folder / "stdout.txt", folder / "stderr.txt"
        self._process: subprocess.Popen[bytes] | None = None
        given = {
            "BOT_MODE": "production",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATA_DIR": str(self.data),
            # 空的环境变量不算数；写明了才盖得住开发者自己的 .env
            "DATABASE_URL": f"sqlite:///{self.data / 'bot.db'}",
            "ONEBOT_ACCESS_TOKEN": TOKEN,
            "SUPERUSERS": OPERATOR,
            "TIMEZONE": "Asia/Shanghai",
            "LOG_LEVEL": "INFO",
        } | settings
        self.settings = {name: value for name, value in given.items() if value is not None}

    @property
    def pid(self) -> int:
        """进程号。"""
        return self._running.pid

    @property
    def alive(self) -> bool:
        """进程还在。"""
        return self._process is not None and self._process.poll() is None

    @property
    def stdout(self) -> str:
        """历次启动在标准输出上写的全部。"""
        return self._out.read_text("utf-8")

    @property
    def stderr(self) -> str:
        """历次启动在标准错误上写的全部。"""
        return self._err.read_text("utf-8")

    @property
    def database(self) -> Path:
        """SQLite 文件。"""
        return self.data / ("sandbox/bot.db" if self.settings["BOT_MODE"] == "sandbox" else "bot.db")

    def launch(self) -> None:
        """开进程，不等它听端口。"""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        with self._out.open("ab") as out, self._err.open("ab") as err:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=kept | self.settings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    async def start(self) -> None:
        """开进程，等到它接受连接。"""
        self.launch()
        await until(lambda: self._listening() or not self.alive, "助手听端口", 20)
        assert self.alive, f"助手没有起来：{self.stderr}"

    async def refused(self) -> tuple[int, str]:
        """开进程，等它自己退出；返回退出码和标准错误。"""
        self.launch()
        await until(lambda: not self.alive, "助手拒绝启动并退出", 20)
        return self._running.wait(), self.stderr

    def kill(self) -> None:
        """Kill -9。"""
        self._running.kill()
        self._running.wait()

    def signal(self, number: signal.Signals) -> None:
        """发一个信号。"""
        self._running.send_signal(number)

    def terminate(self) -> None:
        """SIGTERM，不等。"""
        self._running.terminate()

    async def ended(self) -> int:
        """等进程退出，返回退出码；十秒之内要退出。"""
        await until(lambda: not self.alive, "助手收到 SIGTERM 后退出", 10)
        return self._running.wait()

    async def stop(self) -> None:
        """正常停下。"""
        self.terminate()
        assert await self.ended() in STOPPED, self.stderr

    async def restart(self) -> None:
        """Kill -9 之后用同一份数据再开。"""
        self.kill()
        await self.start()

    def close(self) -> None:
        """测试收场：还在就杀掉。"""
        if self.alive:
            self.kill()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "还没有启动"
        return self._process

    def _listening(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def house_in(folder: Path, **settings: str | None) -> Generator[House]:
    """folder 里的一个助手；离开时一定停掉。"""
    house = House(folder, **settings)
    try:
        yield house
    finally:
        house.close()
