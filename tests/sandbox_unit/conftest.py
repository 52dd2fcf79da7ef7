from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from sandbox.client import Client
from sandbox.console import Console
from sandbox.people import build_world
from sandbox.server import build_router
from sandbox.world import World

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return build_world(None, lambda: NOON)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "chat" / "journal.jsonl"


@pytest.fixture
def reopen(journal: Path) -> Generator[Callable[[], World]]:
    """从流水重新搭起世界，像重启一样；之前那个先关上。"""
    worlds: list[World] = []

    def again() -> World:
        for world in worlds:
            world.close()
        worlds.append(build_world(journal, lambda: NOON))
        return worlds[-1]

    yield again
    worlds[-1].close()


@pytest.fixture
def serve() -> Callable[[World], AbstractAsyncContextManager[int]]:
    """在本机随便一个端口上开页面，给出端口。"""

    @asynccontextmanager
    async def running(world: World) -> AsyncGenerator[int]:
        app = FastAPI()
        app.include_router(build_router(Console(world, Client(world, "ws://127.0.0.1:9/"))))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
        config = server.config
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        try:
            yield server.servers[0].sockets[0].getsockname()[1]
        finally:
            server.should_exit = True
            await server.shutdown()

    return running
