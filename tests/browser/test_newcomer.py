"""新人打开印出来的网址，照平时聊天那样用。"""

import re
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.browser.acting import answer, become, checks_in, faint, open_panel, open_private, say, sideways
from tests.browser.conftest import OpenPage, address, picture
from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until

TODAY = re.compile("今天已登记。")


async def lively(page: Page) -> None:
    """一段热闹的群聊：闲聊、打卡、帮助、长句、不能断开的长词、表情、引用、@。"""
    await become(page, "王建国")
    await say(page, "同志们早上好，今天的学习内容是党章第一章，自愿参加。")
    await become(page, "张三")
    await checks_in(page)
    await become(page, "李四")
    await checks_in(page, "打卡 读了第一章，“全心全意为人民服务”这句话常读常新；下午去看望老同志，把学到的落到行动上。")
    await become(page, "孙丽")
    await say(page, "资料在这里 https://example.com/" + "study-material-" * 12 + " 😀👍🏻")
    await page.locator("#messages .row.own").last.hover()
    await page.locator("#messages .row.own .more").last.click()
    await page.get_by_role("menuitem", name="回复").click()
    await say(page, "刚才这份资料，今晚八点前看完就行")
    await become(page, "周工")
    await page.locator("#text").fill("")
    await page.locator("#text").press_sequentially("@李")
    await page.locator("#mentions li").first.click()
    await page.locator("#text").press_sequentially("收到了吗")
    await page.locator("#text").press("Enter")
    await become(page, "王五")
    await checks_in(page, "今日已学习")
    await answer(page, "帮助")
    await answer(page, "打卡人数")


async def power_cut(page: Page, house: House) -> None:
    """Kill -9 之后：页面自己连回来，话和钟都接着，没发出去的字还在。"""
    world = await open_panel(page, "world")
    await world.get_by_role("button", name="过一小时").click()
    await expect(world.locator("#clock-now")).to_have_text(re.compile("11:0"))
    await page.locator("#conversations button").first.click()
    before = await page.locator("#messages .row").all_inner_texts()
    house.kill()
    await expect(page.locator("#connection")).to_have_text("与体验环境的连接断开了，正在重连…")
    await picture(page, "disconnected")
    await page.locator("#text").fill("断着的时候打的字")
    await page.locator("#text").press("Enter")
    await expect(page.locator("#toast")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("断着的时候打的字")

    printed = house.stdout
    house.launch()
    await until(lambda: house.stdout != printed, "又印出网址", 20)
    assert house.stdout.endswith(f"{address(house)}\n")
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(page.locator("#messages .row")).to_have_count(len(before))
    assert await page.locator("#messages .row").all_inner_texts() == before
    await expect(page.locator("#text")).to_have_value("断着的时候打的字")
    await expect(world.locator("#clock-now")).to_have_text(re.compile("11:0"))
    await page.locator("#text").fill("")


async def test_a_newcomer_checks_in_asks_and_survives_a_power_cut(open_page: OpenPage, fresh: House) -> None:
    async with open_page(fresh, expected="ERR_CONNECTION_REFUSED") as page:
        await expect(page.locator("#title")).to_have_text("示范党支部（13）")
        await expect(page.locator("#messages")).to_contain_text("大家好，我是支部群助手")
        for name in ("张三", "李四", "赵六"):
            await become(page, name)
            await checks_in(page)
        assert set(checkins(fresh.database).values()) == {ONE_CHECKIN}
        assert len(checkins(fresh.database)) == 3

        helped = await answer(page, "帮助")
        await expect(helped).to_contain_text("打卡")
        assert len((await helped.inner_text()).splitlines()) <= 12

        await power_cut(page, fresh)
        await open_private(page)
        await expect(page.locator("#subtitle")).to_have_text("只有赵六和助手看得到")
        await expect(await answer(page, "我的打卡")).to_contain_text(TODAY)
        await become(page, "孙丽")
        await expect(page.locator("#messages")).not_to_contain_text("今天已登记")
        await expect(await answer(page, "我的打卡")).to_contain_text("今天还没有登记")
    assert list(checkins(fresh.database).values()) == [ONE_CHECKIN] * 3


async def test_suggestions_work_and_two_windows_see_the_same_at_once(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as one, open_page(sandbox, 375, 720) as other:
        await become(one, "张三")
        await checks_in(one, "打卡 两个窗口")
        row = other.locator("#messages .row").filter(has_text="打卡 两个窗口")
        await expect(row.locator(".chip")).to_have_text(re.compile("助手"))
        await other.get_by_role("button", name="打卡", exact=True).click()
        await expect(one.locator("#messages .row").last.locator(".chip")).to_have_text(re.compile("助手"))


@pytest.mark.parametrize(("width", "scheme", "name"), [(1280, "light", "desktop"), (375, "dark", "phone")])
async def test_nothing_sticks_out_sideways_or_is_too_faint_to_read(
    open_page: OpenPage, sandbox: House, width: int, scheme: Literal["light", "dark"], name: str
) -> None:
    async with open_page(sandbox, width, 760, scheme=scheme) as page:
        await expect(page.locator("#messages .row").first).to_be_visible()
        if await page.locator("#messages .quote").count() == 0:
            await lively(page)
        await picture(page, name)
        assert (await sideways(page), await faint(page)) == ([], [])

        await page.locator("#messages .row .more").last.click()
        await expect(page.get_by_role("menu")).to_be_visible()
        await picture(page, f"{name}-menu")
        assert (await sideways(page), await faint(page)) == ([], [])
        await page.keyboard.press("Escape")

        await page.locator("#speaker").click()
        await expect(page.locator("#picker")).to_be_visible()
        await picture(page, f"{name}-people")
        assert (await sideways(page), await faint(page)) == ([], [])
        await page.keyboard.press("Escape")

        await open_private(page)
        await answer(page, "我的打卡")
        await answer(page, "帮助 打卡")
        await picture(page, f"{name}-private")
        assert (await sideways(page), await faint(page)) == ([], [])
        if await page.locator("#back").is_visible():
            await page.locator("#back").click()
            await expect(page.locator("#conversations")).to_be_visible()
            await picture(page, f"{name}-list")
            assert (await sideways(page), await faint(page)) == ([], [])
