"""重拍 README 里的两张图：python -m tests.browser.screenshots（要有 Chromium；图存到 docs/images/）。"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.acting import answer, become, checks_in, open_panel, open_private, say
from tests.browser.conftest import NO_BROWSER, OPTIONS, address, find_browser, sandbox_in
from tests.e2e.house import ROOT, House

IMAGES = ROOT / "docs" / "images"


async def converse(page: Page) -> None:
    """一个平常的上午。"""
    await become(page, "王建国")
    await say(page, "同志们早上好，这周一起学习党章第一章，自愿参加。")
    await become(page, "李四")
    await checks_in(page, "打卡 “全心全意为人民服务”，常读常新")
    await become(page, "孙丽")
    await checks_in(page, "今日已学习")
    await become(page, "王五")
    await say(page, "收到快递了，谁下楼帮我捎一下")
    await become(page, "刘洋")
    await checks_in(page, "打卡～")
    await answer(page, "打卡人数")
    await become(page, "张三")
    await checks_in(page, "打卡 学习党员八项义务，对照自己找差距")


async def wide(browser: Browser, house: House) -> None:
    """浅色，1280 宽：群聊，右边开着“试试看”。"""
    page = await browser.new_page(viewport={"width": 1280, "height": 920}, locale="zh-CN", color_scheme="light")
    await page.goto(address(house))
    await become(page, "李红梅")
    panel = await open_panel(page, "notices")
    await panel.locator("#notice-text").fill("周五 15:00 在三楼会议室开展主题党日，欢迎参加。")
    await panel.get_by_role("button", name="发布").click()
    await open_panel(page, "tryout")
    await converse(page)
    await page.mouse.move(0, 0)
    await page.screenshot(path=IMAGES / "chat.png")


async def narrow(browser: Browser, house: House) -> None:
    """深色，375 宽：与助手的私聊。"""
    page = await browser.new_page(
        viewport={"width": 375, "height": 720}, locale="zh-CN", color_scheme="dark", device_scale_factor=2
    )
    await page.goto(address(house))
    await become(page, "张三")
    await open_private(page)
    await answer(page, "我的打卡")
    drawn = "document.querySelector('#messages .picture img')?.naturalWidth > 0"
    await page.wait_for_function(drawn)
    await expect(page.locator("#toast")).to_be_hidden()
    await page.screenshot(path=IMAGES / "phone.png")


async def main() -> None:
    """开一个体验模式，说一会儿话，拍下来。"""
    path = find_browser()
    if path is None:
        raise SystemExit(NO_BROWSER)
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox_in(Path(folder)) as house, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=OPTIONS)
            await wide(browser, house)
            await narrow(browser, house)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
