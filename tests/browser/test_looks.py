"""画面：浅色深色都看得清，手机上不用左右滚。"""

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.browser.acting import become, checks_in, faint, open_panel, sideways, toggle
from tests.browser.conftest import OpenPage, picture
from tests.e2e.house import House


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
async def test_all_words_can_be_read(
    open_page: OpenPage, sandbox: House, width: int, scheme: Literal["light", "dark"]
) -> None:
    async with open_page(sandbox, width, 720, scheme=scheme) as page:
        await become(page, "刘洋")
        await checks_in(page)
        await page.locator("#chosen").set_input_files({"name": "学习提纲.docx", "mimeType": "", "buffer": b"PK"})
        await expect(page.locator("#messages a.file").last).to_be_visible()
        await toggle(page, "fault-slow", on=True)
        for name in ("world", "notices", "tryout"):
            panel = await open_panel(page, name)
            for summary in await panel.locator("details:not([open]) > summary").all():
                await summary.click()
            assert (await sideways(page), await faint(page)) == ([], []), name
            await picture(page, f"{width}-{scheme}-{name}")
            if width < 1080:
                await page.keyboard.press("Escape")
                await expect(panel).to_be_hidden()
        await page.locator("#alert-calm").click()
        await expect(page.locator("#alert")).to_be_hidden()
        assert (await sideways(page), await faint(page)) == ([], [])
        await page.locator("#speaker").click()
        await expect(page.locator("#picker")).to_be_visible()
        assert (await sideways(page), await faint(page)) == ([], [])
