import os
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright

from sandbox.clock import MovableClock
from tests.e2e.house import House, house_in
from tests.e2e.waiting import until

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = f"这台机器上没有 Chromium（找过 {'、'.join(NAMES)}），聊天页没有用浏览器看过"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
]
CALM_MONTHS = (3, 7, 8, 11)
"""这几个月里没有法定节假日，测试从其中的一个周一早上开始。"""
OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


def find_browser() -> str | None:
    """浏览器在哪儿；没有装为 None。"""
    debian = Path("/usr/bin/chromium")
    return str(debian) if debian.exists() else next(filter(None, map(shutil.which, NAMES)), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_browser() is None:
        terminalreporter.write_line(NO_BROWSER)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        await browser.close()


@pytest.fixture
async def fresh(tmp_path: Path, browser: Browser) -> AsyncGenerator[House]:
    """一个刚开的体验模式。"""
    async with sandbox_in(tmp_path) as house:
        yield house


@pytest.fixture(scope="session")
async def sandbox(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> AsyncGenerator[House]:
    """几个测试合用的体验模式，里面也许已经有人说过话。"""
    async with sandbox_in(tmp_path_factory.mktemp("sandbox")) as house:
        yield house


@asynccontextmanager
async def sandbox_in(folder: Path) -> AsyncGenerator[House]:
    """一个开着的体验模式，已经印出了网址；它的钟从一个周一早上开始，不管测试在什么时候跑。"""
    settings = {"BOT_MODE": "sandbox", "API_TIMEOUT": "1", "ONEBOT_ACCESS_TOKEN": None, "SUPERUSERS": None}
    with house_in(folder, **settings) as house:
        now = datetime.now(UTC)
        clock = MovableClock(house.data / "sandbox" / "clock", lambda: now)
        clock.move_to(monday_morning(now))
        house.launch()
        await until(lambda: address(house) or not house.alive, "印出网址", 20)
        assert house.alive, house.stderr
        yield house
        assert "Traceback" not in house.stderr


def monday_morning(now: datetime) -> datetime:
    """今天之后、没有节假日的月份里，头一个周一的北京时间 10:00。"""
    day = now.replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while day.weekday() != 0 or day.month not in CALM_MONTHS:
        day += timedelta(days=1)
    return day


def address(house: House) -> str:
    """最近一次启动印出来的网址。"""
    return house.stdout.rpartition("打开 ")[2].strip() if house.stdout.endswith("/\n") else ""


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """打开一个体验模式印出来的网址；离开时查：除了 expected，控制台没有报错；没有向外面发过一个请求。"""

    @asynccontextmanager
    async def opened(
        house: House,
        width: int = 1280,
        height: int = 800,
        expected: str | None = None,
        scheme: Literal["light", "dark"] = "light",
    ) -> AsyncGenerator[Page]:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=scheme
        )
        context.set_default_timeout(10_000)
        page = await context.new_page()
        troubles: list[str] = []
        requested: list[str] = []
        page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        await page.goto(address(house))
        try:
            yield page
        finally:
            await context.close()
        assert [one for one in troubles if expected is None or expected not in one] == []
        assert {one for one in requested if not one.startswith(address(house))} == set()

    return opened


async def picture(page: Page, name: str) -> None:
    """设了环境变量 SCREENSHOTS=目录 时，把现在的样子存成图。"""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")
