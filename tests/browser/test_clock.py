"""断线、故障和往前走的钟：说过的话只说一遍，记过的事只记一次。"""

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.acting import answer, become, checks_in, open_panel, open_private, say, toggle
from tests.browser.conftest import OpenPage
from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until

SUMMARY = "学习小结："


async def walk(page: Page, button: str, to: str) -> None:
    """按一个钟的按钮，等走到。"""
    panel = await open_panel(page, "world")
    await panel.get_by_role("button", name=button).click()
    await expect(panel.locator("#clock-now")).to_have_text(re.compile(to))
    await expect(panel.locator("#walking")).to_be_hidden()
    await expect(panel.get_by_role("button", name=button)).to_be_enabled()


def summaries(page: Page) -> Locator:
    return page.locator("#messages .row").filter(has_text=SUMMARY)


async def lines(page: Page) -> list[str]:
    """聊天记录里的各行，时间线也算。"""
    return await page.locator("#messages > li").all_inner_texts()


async def away_and_back(page: Page, house: House) -> None:
    """断线时的打卡，恢复后悄悄补上。"""
    await toggle(page, "cut", on=False)
    await expect(page.locator("#alert-text")).to_have_text("演练中：助手已断开")
    await become(page, "赵六")
    missed = await say(page, "打卡 断线时学的")
    await toggle(page, "cut", on=True)
    await until(lambda: len(checkins(house.database)) == 2, "断线时的打卡读回来")
    await expect(missed.locator(".chip")).to_have_count(0)
    await open_private(page)
    await expect(await answer(page, "我的打卡")).to_contain_text("今天已登记")
    await page.locator("#conversations button").first.click()


async def through_the_evening(page: Page) -> None:
    """路过 20:00，小结只来一条，排在前一天。"""
    await walk(page, "过一小时", "（周一）11:0")
    await expect(summaries(page)).to_have_count(0)
    await walk(page, "明天 8:00", "（周二）08:0")
    await expect(summaries(page)).to_have_count(1)
    assert [one for one in await lines(page) if one.startswith("昨天")][-1] == "昨天 20:00"
    assert SUMMARY in (await lines(page))[-1]


async def thrice_and_without_echo(page: Page) -> None:
    """来了三遍的只记一次；没有回音的小结也只有一条。"""
    await toggle(page, "fault-triple", on=True)
    await become(page, "李四")
    await checks_in(page, "打卡 来了三遍")
    await toggle(page, "fault-triple", on=False)
    *_, summary, time, said = await lines(page)
    assert SUMMARY in summary
    assert time.startswith("08:0")
    assert "来了三遍" in said
    await toggle(page, "fault-ghost", on=True)
    await walk(page, "明天 8:00", "（周三）08:0")
    await expect(summaries(page)).to_have_count(2)
    await toggle(page, "fault-ghost", on=False)
    await walk(page, "过一小时", "（周三）09:0")
    await page.wait_for_timeout(800)
    await expect(summaries(page)).to_have_count(2)


async def hushed(page: Page) -> None:
    """全员禁言时，普通成员说不了话，页面上说得明白。"""
    await toggle(page, "fault-mute", on=True)
    await expect(page.locator("#text")).to_have_attribute("placeholder", re.compile("全员禁言"))
    await page.locator("#text").fill("我也说一句")
    await page.locator("#text").press("Enter")
    await expect(page.locator("#toast")).to_have_text("正在被禁言，不能发言。")
    await page.locator("#alert-calm").click()
    await expect(page.locator("#alert")).to_be_hidden()


async def test_cut_restore_faults_and_the_clock(open_page: OpenPage, fresh: House) -> None:
    async with open_page(fresh) as page:
        await become(page, "张三")
        await checks_in(page)
        await away_and_back(page, fresh)
        await through_the_evening(page)
        await thrice_and_without_echo(page)
        assert set(checkins(fresh.database).values()) <= {ONE_CHECKIN}
        await hushed(page)
