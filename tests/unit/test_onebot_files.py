"""取传上来的文件：先用消息里的网址，再向那一头要；限大小、限协议。"""

import threading
from base64 import b64encode
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.chat.incoming import Uploaded
from core.chat.onebot.capability import Capability
from core.chat.onebot.fetching import TooLarge, fetch, is_web
from core.chat.onebot.v11_channel import V11Channel
from core.chat.onebot.v12_channel import V12Channel
from core.chat.platform import NotSupported, SendFailed, Target
from core.domain.dialogue import Scene
from tests.unit.onebot import ScriptedBot, Ticks, failed, failed_v12

CONTENT = b"\x00party" * 100
GROUP, FRIEND = Target(Scene.GROUP, "900"), Target(Scene.PRIVATE, "100")


class Site(BaseHTTPRequestHandler):
    """一个放文件的网站。"""

    def do_GET(self) -> None:
        if self.path.startswith("/hop"):
            left = int(self.path.removeprefix("/hop"))
            self._answer(302, b"", Location=f"/hop{left - 1}" if left else "/file")
        elif self.path == "/local":
            self._answer(302, b"", Location="file:///etc/hostname")
        elif self.path == "/secret" and self.headers["X-Key"] != "k":
            self._answer(403, b"")
        else:
            self._answer(404 if self.path == "/gone" else 200, CONTENT)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """不出声。"""


@pytest.fixture(scope="module")
def site() -> Generator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def v11(bot: ScriptedBot) -> V11Channel:
    return V11Channel(bot, Capability(), lambda: pytest.fail("用不着钟"), Ticks())


async def test_a_file_is_fetched(site: str) -> None:
    assert await fetch(f"{site}/file", len(CONTENT)) == CONTENT
    assert await fetch(f"{site}/hop2", len(CONTENT)) == CONTENT
    assert await fetch(f"{site}/secret", len(CONTENT), {"X-Key": "k"}) == CONTENT


async def test_one_byte_too_many_is_too_large(site: str) -> None:
    with pytest.raises(TooLarge):
        await fetch(f"{site}/file", len(CONTENT) - 1)


@pytest.mark.parametrize("path", ["/gone", "/hop9", "/local", "/secret"])
async def test_what_cannot_be_had_fails_without_naming_the_address(site: str, path: str) -> None:
    with pytest.raises(SendFailed) as raised:
        await fetch(f"{site}{path}", 10_000)
    assert site not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/hostname",
        "ftp://example.invalid/x",
        "data:,x",
        "/srv/x",
        "http://",
        "http://[",
        "base64://AA==",
    ],
)
async def test_only_web_addresses_are_fetched(url: str) -> None:
    assert not is_web(url)
    with pytest.raises(SendFailed):
        await fetch(url, 10_000)


async def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(SendFailed):
        await fetch("http://127.0.0.1:9/x", 10_000)


async def test_the_address_in_the_message_comes_first(site: str) -> None:
    bot = ScriptedBot()
    file = Uploaded("a.xlsx", len(CONTENT), "x", url=f"{site}/file")
    assert await v11(bot).download(GROUP, file, 10_000) == CONTENT
    assert bot.calls == []


async def test_a_dead_address_is_asked_for_anew(site: str) -> None:
    bot = ScriptedBot(get_group_file_url={"url": f"{site}/file"}, get_private_file_url={"url": f"{site}/file"})
    file = Uploaded("a.xlsx", 5, "/2a3f", "102", f"{site}/gone")
    assert await v11(bot).download(GROUP, file, 10_000) == CONTENT
    assert await v11(bot).download(FRIEND, file, 10_000) == CONTENT
    assert bot.calls == [
        ("get_group_file_url", {"group_id": 900, "file_id": "/2a3f", "busid": 102}),
        ("get_private_file_url", {"user_id": 100, "file_id": "/2a3f", "busid": 102}),
    ]


async def test_the_content_itself_is_the_last_resort() -> None:
    bot = ScriptedBot(
        get_group_file_url=failed(200, "x"), get_file={"base64": b64encode(CONTENT).decode(), "url": "/x"}
    )
    assert await v11(bot).download(GROUP, Uploaded("a.xlsx", 0, "x"), 10_000) == CONTENT
    with pytest.raises(TooLarge):
        await v11(bot).download(GROUP, Uploaded("a.xlsx", 0, "x"), 5)


async def test_a_file_said_to_be_too_large_is_not_asked_for() -> None:
    bot = ScriptedBot()
    with pytest.raises(TooLarge):
        await v11(bot).download(GROUP, Uploaded("a.xlsx", 11, "x", url="http://127.0.0.1:9/"), 10)
    assert bot.calls == []


async def test_a_file_that_is_too_large_is_not_fetched_twice(site: str) -> None:
    bot = ScriptedBot(get_file={})
    with pytest.raises(TooLarge):
        await v11(bot).download(GROUP, Uploaded("a.xlsx", 0, "x", url=f"{site}/file"), 5)
    assert bot.calls == []


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({}, NotSupported),
        ({"get_file": {"file": "/srv/x"}}, SendFailed),
        ({"get_file": {"base64": "不是"}}, SendFailed),
        ({"get_group_file_url": None}, SendFailed),
        ({"get_group_file_url": failed(200, "file not found")}, SendFailed),
    ],
)
async def test_a_file_that_cannot_be_had(answers: dict[str, object], failure: type[Exception]) -> None:
    with pytest.raises(failure):
        await v11(ScriptedBot(**answers)).download(GROUP, Uploaded("a.xlsx", 0, "x"), 10_000)


async def test_a_file_without_number_or_address_cannot_be_had() -> None:
    with pytest.raises(NotSupported):
        await v11(ScriptedBot()).download(GROUP, Uploaded("a.xlsx", 0), 10_000)


def v12(bot: ScriptedBot) -> V12Channel:
    return V12Channel(bot, "qq", Capability(), Ticks())


async def test_v12_gives_an_address_and_the_headers_to_ask_with(site: str) -> None:
    bot = ScriptedBot(get_file={"url": f"{site}/secret", "headers": {"X-Key": "k"}})
    assert await v12(bot).download(GROUP, Uploaded("a.xlsx", 0, "x"), 10_000) == CONTENT


@pytest.mark.parametrize("data", [CONTENT, b64encode(CONTENT).decode()])
async def test_v12_gives_the_content_where_there_is_no_address(data: object) -> None:
    def answer(params: dict[str, object]) -> object:
        if params["type"] == "url":
            raise failed_v12(10004)
        return {"data": data}

    bot = ScriptedBot(get_file=answer)
    assert await v12(bot).download(GROUP, Uploaded("a.xlsx", 0, "x"), 10_000) == CONTENT
    with pytest.raises(TooLarge):
        await v12(bot).download(GROUP, Uploaded("a.xlsx", 0, "x"), 5)


@pytest.mark.parametrize("data", ["不是", "a", None, 5, {}])
async def test_v12_content_that_makes_no_sense_is_a_failure(data: object) -> None:
    with pytest.raises(SendFailed):
        await v12(ScriptedBot(get_file={"data": data})).download(GROUP, Uploaded("a.xlsx", 0, "x"), 5)
