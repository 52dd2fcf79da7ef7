"""python3 run.py：启动助手。没有任何设置时是体验模式，有 .env 或相应环境变量时是正式运行。"""

import os
import socket
import sys

import nonebot

import bot
from cli import _first_run, _sandbox
from core.chat.runtime import wall_clock
from core.settings import Settings, SettingsError, load
from core.store import migrate, sealed, secret
from core.store.errors import StoreError

PING_SECONDS = 5.0
"""多久没有回音就算对方僵住了，好让它重新连上来。"""
_OWNER_ONLY = 0o077
LARGEST_FRAME = 4 << 20
"""一条报文最大多少字节，再大就断开，由对方重连。"""


def main(arguments: list[str]) -> int:
    """启动并一直运行；设置有误、库打不开、端口被占时说一句话，返回 1。"""
    if arguments:
        return _fail(f"run 不需要参数“{' '.join(arguments)}”。")
    # 数据里有姓名：新建的库、日志只有属主能读；不是 systemd 起的也一样
    os.umask(_OWNER_ONLY)
    try:
        settings = _with_port(load())
        with migrate.hold(settings.database):
            migrate.upgrade(settings.database, wall_clock())
            sealed.use(secret.load_or_create(settings.data / secret.NAME))
            _run(settings)
    except (SettingsError, StoreError) as error:
        return _fail(str(error))
    return 0


def _run(settings: Settings) -> None:
    if settings.sandboxed:
        _sandbox.open_up(bot.build(_sandbox.complete(settings)))
    else:
        _first_run.announce(bot.build(settings))
        address = f"ws://{settings.host}:{settings.port}/onebot"
        sys.stdout.write(f"助手在 {address}/v11/ws（v12 在 {address}/v12/ws）等待 OneBot 客户端连接\n")
        sys.stdout.flush()
    serve()


def serve() -> None:
    """一直运行到停下。"""
    nonebot.run(
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_max_size=LARGEST_FRAME,
        timeout_graceful_shutdown=3,
        access_log=False,
    )


def _with_port(settings: Settings) -> Settings:
    """端口被占时：写明了端口的说一句就停，体验模式没有写明的换一个空的。"""
    if _is_free(settings.host, settings.port):
        return settings
    if settings.sandboxed and "port" not in settings.model_fields_set:
        with socket.create_server((settings.host, 0)) as server:
            return settings.model_copy(update={"port": server.getsockname()[1]})
    message = f"端口 {settings.port} 已被占用，请改 PORT 或停掉占用它的程序。"
    raise SettingsError(message)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1
