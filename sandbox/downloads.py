"""下载别人传的文件的地方：一个只会 GET 的小网站，在本机随便一个端口上。"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sandbox.world import World


@asynccontextmanager
async def serving_files(world: World) -> AsyncGenerator[None]:
    """在这期间，各种接口给得出下载的网址；从 world.files 里去掉的就过期了，404。"""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            file = world.files.get(request.split(b" ")[1].decode().removeprefix("/"))
            status, body = ("200 OK", file.data) if file else ("404 Not Found", b"")
            head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        world.downloads = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield
        finally:
            world.downloads = ""
