"""新人打开印出来的网址，照平时聊天那样用。"""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, address, picture
from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until

TODAY = re.compile("今天已登记。")


async def say(page: Page, words: str) -> Locator:
    """打一句话、按回车，返回自己那条消息。"""
    own = page.locator("#messages .row.own")
    before = await own.count()
    await page.locator("#text").fill(words)
    await page.locator("#text").press("Enter")
    await expect(own).to_have_count(before + 1)
    await expect(page.locator("#text")).to_have_value("")
    return own.nth(before)


async def become(page: Page, name: str) -> None:
    """换成另一个人说话。"""
    await page.locator("#speaker").click()
    await page.locator("#picker-list button").filter(has=page.locator(".who-name", has_text=name)).click()
    await expect(page.locator("#picker")).to_be_hidden()


async def checks_in(page: Page, words: str = "打卡") -> None:
    """打卡，等助手的表情。"""
    row = await say(page, words)
    await expect(row.locator(".chip")).to_have_text(re.compile("助手"))


async def open_private(page: Page) -> None:
    """到与助手的私聊去。"""
    if await page.locator("#back").is_visible():
        await page.locator("#back").click()
    await page.locator("#conversations button").filter(has_text="私聊").click()


async def answer(page: Page, words: str) -> Locator:
    """说一句，等助手的下一句话。"""
    others = page.locator("#messages .row:not(.own) .bubble")
    before = await others.count()
    await say(page, words)
    await expect(others).to_have_count(before + 1)
    return others.nth(before)


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


async def sideways(page: Page) -> list[str]:
    """横着冒出去的东西；都在屏幕里就是空的。"""
    return await page.evaluate(
        """() => {
          const out = document.scrollingElement.scrollWidth > innerWidth ? ["整页能左右滚"] : [];
          const list = document.getElementById("messages");
          if (list.scrollWidth > list.clientWidth) out.push("聊天记录能左右滚");
          for (const node of document.querySelectorAll("body *")) {
            const box = node.getBoundingClientRect();
            const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
            const rolls = node.closest(".suggestions, .sr-only");
            if (shown && !rolls && box.width && (box.right > innerWidth + 0.5 || box.left < -0.5))
              out.push(`${node.tagName}.${node.className} ${Math.round(box.left)}–${Math.round(box.right)}`);
          }
          return out;
        }"""
    )


async def test_a_newcomer_checks_in_asks_and_looks_at_the_record(open_page: OpenPage, fresh: House) -> None:
    async with open_page(fresh) as page:
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

        await open_private(page)
        await expect(page.locator("#subtitle")).to_have_text("只有赵六和助手看得到")
        await expect(await answer(page, "我的打卡")).to_contain_text(TODAY)
        await become(page, "孙丽")
        await expect(page.locator("#messages")).not_to_contain_text("今天已登记")
        await expect(await answer(page, "我的打卡")).to_contain_text("今天还没有登记")


async def test_the_suggestions_work_when_clicked(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await page.get_by_role("button", name="打卡", exact=True).click()
        await expect(page.locator("#messages .row.own .chip")).to_have_text(re.compile("助手"))


async def test_what_two_windows_see_is_the_same_at_once(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as one, open_page(sandbox, 375, 720) as other:
        await become(one, "张三")
        await checks_in(one, "打卡 两个窗口")
        row = other.locator("#messages .row").filter(has_text="打卡 两个窗口")
        await expect(row.locator(".chip")).to_have_text(re.compile("助手"))


@pytest.mark.parametrize(("width", "height", "name"), [(1280, 800, "desktop"), (375, 720, "phone")])
async def test_nothing_sticks_out_sideways(
    open_page: OpenPage, sandbox: House, width: int, height: int, name: str
) -> None:
    async with open_page(sandbox, width, height) as page:
        await lively(page)
        await picture(page, name)
        assert await sideways(page) == []

        await page.locator("#messages .row .more").last.click()
        await expect(page.get_by_role("menu")).to_be_visible()
        await picture(page, f"{name}-menu")
        assert await sideways(page) == []
        await page.keyboard.press("Escape")

        await page.locator("#speaker").click()
        await expect(page.locator("#picker")).to_be_visible()
        await picture(page, f"{name}-people")
        assert await sideways(page) == []
        await page.keyboard.press("Escape")

        await open_private(page)
        await answer(page, "我的打卡")
        await answer(page, "帮助 打卡")
        await picture(page, f"{name}-private")
        assert await sideways(page) == []
        if await page.locator("#back").is_visible():
            await page.locator("#back").click()
            await expect(page.locator("#conversations")).to_be_visible()
            await picture(page, f"{name}-list")
            assert await sideways(page) == []


async def test_after_kill_9_the_page_finds_its_way_back(open_page: OpenPage, fresh: House) -> None:
    async with open_page(fresh, expected="ERR_CONNECTION_REFUSED") as page:
        await become(page, "张三")
        await checks_in(page, "打卡 断电之前")
        before = await page.locator("#messages .row").all_inner_texts()
        fresh.kill()
        await expect(page.locator("#connection")).to_have_text("与体验环境的连接断开了，正在重连…")
        await picture(page, "disconnected")
        await page.locator("#text").fill("断着的时候打的字")
        await page.locator("#text").press("Enter")
        await expect(page.locator("#toast")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("断着的时候打的字")

        printed = fresh.stdout
        fresh.launch()
        await until(lambda: fresh.stdout != printed, "又印出网址", 20)
        assert fresh.stdout.endswith(f"{address(fresh)}\n")
        await expect(page.locator("#connection")).to_be_hidden()
        await expect(page.locator("#messages .row")).to_have_count(len(before))
        assert await page.locator("#messages .row").all_inner_texts() == before
        await expect(page.locator("#text")).to_have_value("断着的时候打的字")

        await page.locator("#text").fill("")
        await open_private(page)
        await expect(await answer(page, "我的打卡")).to_contain_text(TODAY)
    assert list(checkins(fresh.database).values()) == [ONE_CHECKIN]
