"""聊天页上的各样东西：文件、图片、撤回、表情、私聊、公告、键盘、试试看。"""

import re
from base64 import b64decode

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.acting import answer, become, checks_in, open_panel, open_private, say, toggle
from tests.browser.conftest import OpenPage
from tests.e2e.house import House

SHEET: FilePayload = {"name": "名单 一 & 二.xlsx", "mimeType": "", "buffer": b"PK\x03\x04" + bytes(range(256))}
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Number.isInteger(text) ? new ArrayBuffer(text) : text], name));
  const send = (kind) => document.querySelector("#messages")
    .dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  send("dragenter");
  const shown = document.querySelector("#drop").checkVisibility();
  send("drop");
  return shown && !document.querySelector("#drop").checkVisibility();
}"""


def row(page: Page, words: str) -> Locator:
    return page.locator("#messages .row").filter(has_text=words)


async def menu(page: Page, of: Locator, entry: str | re.Pattern[str]) -> None:
    await of.hover()
    await of.locator(".more").click()
    await page.get_by_role("menuitem", name=entry).click()


async def test_files_and_pictures_go_up_and_come_down(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await become(page, "李红梅")
        await page.locator("#chosen").set_input_files([SHEET, {"name": "合影.png", "mimeType": "", "buffer": DOT}])
        link = page.locator("#messages a.file").last
        await expect(link).to_contain_text("260 B")
        async with page.expect_download() as coming:
            await link.click()
        download = await coming.value
        assert download.suggested_filename == SHEET["name"]
        assert (await download.path()).read_bytes() == SHEET["buffer"]

        picture = page.locator("#messages .picture").last
        await expect(picture.locator("img")).to_have_js_property("naturalWidth", 1)
        await picture.click()
        await expect(page.locator("#viewer")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("#viewer")).to_be_hidden()
        await expect(picture).to_be_focused()

        assert await page.evaluate(DROP, ["拖进来的.txt", "学习提纲"])
        await expect(page.locator("#messages a.file").last).to_contain_text("拖进来的.txt")
        before = await page.locator("#messages .row").count()
        await page.evaluate(DROP, ["大.bin", (8 << 20) + 1])
        await expect(page.locator("#toast")).to_have_text("“大.bin”太大，最多 8 MB。")
        assert await page.locator("#messages .row").count() == before

        await page.reload()
        await expect(page.locator("#messages .picture img").last).to_have_js_property("naturalWidth", 1)
        await expect(page.locator("#messages a.file").last).to_be_visible()


async def test_recall_and_reactions(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await become(page, "孙丽")
        await say(page, "发错了，撤回")
        await menu(page, row(page, "发错了，撤回"), "撤回")
        await expect(page.locator("#messages")).to_contain_text("你撤回了一条消息")
        await say(page, "请大家看一下资料")
        await become(page, "王五")
        mine = row(page, "请大家看一下资料")
        await menu(page, mine, re.compile("贴上表情：好的"))
        await expect(mine.locator(".chip.mine")).to_contain_text("王五")
        await mine.locator(".chip").click()
        await expect(mine.locator(".chip")).to_have_count(0)
        await mine.hover()
        await mine.locator(".more").click()
        await expect(page.get_by_role("menuitem", name="撤回")).to_have_count(0)
        await page.keyboard.press("Escape")
        await become(page, "周工")
        await menu(page, row(page, "请大家看一下资料"), "撤回")
        await expect(page.locator("#messages .note").last).to_have_text("你撤回了一条消息")


async def test_private_chats_are_marked_until_they_are_read(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await become(page, "吴芳")
        private = page.locator("#conversations button").filter(has_text="私聊")
        await say(page, "花名册")
        await expect(private.locator(".badge")).to_have_text("1")
        await expect(page).to_have_title(re.compile("^（[1-9]"))
        await become(page, "孙丽")
        elsewhere = page.get_by_role("button", name=re.compile("助手私聊了吴芳，1 条未读"))
        await expect(elsewhere).to_be_visible()
        await elsewhere.click()
        await expect(page.locator("#subtitle")).to_have_text("只有吴芳和助手看得到")
        await expect(private.locator(".badge")).to_have_count(0)
        await expect(page.locator("#messages .row")).to_have_count(1)


async def test_announcements_are_seen_by_all_and_posted_by_some(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await become(page, "张三")
        panel = await open_panel(page, "notices")
        await expect(panel.locator("#notice-form")).to_be_hidden()
        await become(page, "李红梅")
        await panel.locator("#notice-text").fill("本周五下午三点开展主题党日，自愿参加。")
        await panel.get_by_role("button", name="发布").click()
        await expect(panel.locator("#notice-list li").first).to_contain_text("李红梅")
        await page.reload()
        await become(page, "张三")
        await expect(page.locator("#notice-bar")).to_contain_text("本周五下午三点")
        await page.locator("#notice-bar").click()
        await expect(page.locator("#notices-title")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#notice-bar")).to_be_focused()
        await open_private(page)
        await expect(page.locator("#notice-bar")).to_be_hidden()


async def test_labels_follow_the_roster_and_notes_stay_after_a_reload(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await become(page, "赵六")
        await say(page, "早上好")
        tag = row(page, "早上好").locator(".sender .tag")
        await become(page, "王建国")
        await expect(tag).to_have_count(0)
        await say(page, "设职务 赵六 宣传委员")
        await expect(tag).to_have_text("宣传委员")
        await toggle(page, "fault-mute", on=True)
        await toggle(page, "fault-mute", on=False)
        notes = page.locator("#messages .note:not(.time)")
        told = await notes.all_inner_texts()
        assert told[-2:] == ["全体成员被禁言", "全体成员的禁言解除了"]
        await page.reload()
        await expect(tag).to_have_text("宣传委员")
        await expect(notes).to_have_text(told)
        await say(page, "免职务 赵六 宣传委员")
        await expect(tag).to_have_count(0)


async def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """用 Tab 走到一处，走到了要看得出来。"""
    for _ in range(40):
        await page.keyboard.press(key)
        if await target.evaluate("node => node === document.activeElement"):
            assert await target.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            return
    raise AssertionError(f"{target} 用 {key} 走不到")


async def test_speaking_and_reacting_from_the_keyboard_is_read_out(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        await expect(page.locator("#speaker .avatar")).to_be_visible()
        await tab_to(page, page.locator("#speaker"))
        await page.keyboard.press("Enter")
        await expect(page.locator("#picker")).to_be_visible()
        await tab_to(page, page.locator("#picker-list button").filter(has_text="刘洋"))
        await page.keyboard.press("Enter")
        await expect(page.locator("#picker")).to_be_hidden()
        await tab_to(page, page.locator("#text"))
        await page.keyboard.type("打卡 键盘上打的")
        await page.keyboard.press("Enter")
        mine = row(page, "打卡 键盘上打的")
        await expect(mine.locator(".chip")).to_contain_text("助手")

        await tab_to(page, mine.locator(".more"), "Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menu")).to_be_visible()
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("Enter")
        await expect(mine.locator(".chip.mine")).to_contain_text("刘洋")
        await answer(page, "打卡人数")
        await expect(page.locator("#live")).to_have_attribute("aria-live", "polite")
        await expect(page.locator("#live p").last).to_contain_text("支部群助手说：")


async def test_panels_from_the_keyboard(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        opener = page.locator('[data-panel="world"]')
        await expect(opener).to_have_attribute("aria-label", re.compile("现在是"))
        await tab_to(page, opener)
        await page.keyboard.press("Enter")
        await expect(page.locator("#world-title")).to_be_focused()
        await tab_to(page, page.locator("#fault-slow"))
        await page.keyboard.press("Space")
        await expect(page.locator("#alert-text")).to_have_text("演练中：慢 2 秒")
        await page.keyboard.press("Space")
        await expect(page.locator("#alert")).to_be_hidden()
        await page.keyboard.press("Escape")
        await expect(page.locator("#panels")).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_every_button_to_try_does_something_and_leaves_all_well(open_page: OpenPage, sandbox: House) -> None:
    async with open_page(sandbox) as page:
        panel = await open_panel(page, "tryout")
        chapters = panel.locator("details")
        assert await chapters.count() >= 5
        for chapter in await chapters.all():
            if not await chapter.evaluate("node => node.open"):
                await chapter.locator("summary").click()
            for step in await chapter.locator(".step").all():
                await tried(page, step.locator("button"))
        await expect(page.locator("#alert")).to_be_hidden()
        await expect(page.locator(".step:not(.done)")).to_have_count(0)
        await expect(page.locator("#connection")).to_be_hidden()
        await become(page, "赵明")
        await page.locator("#conversations button").first.click()
        await checks_in(page, "打卡 一切如常")


async def tried(page: Page, button: Locator) -> None:
    """点一下：话填进了输入框、换对了人；文件发出去了；开关拨动了；钟走了。"""
    label = await button.get_attribute("aria-label") or ""
    if sent := re.match(r"发文件：(\w+?)在.*发“(.*)”", label):
        await button.click()
        await expect(page.locator("#messages a.file").last).to_contain_text(sent[2])
        await expect(page.locator("#speaker")).to_have_attribute("title", f"以{sent[1]}的身份说话")
        return
    if said := re.match(r"填进输入框：(\w+).*?在(群里|私聊)说“(.*)”", label, re.DOTALL):
        await button.click()
        # “A…”这样的换成了助手说过的编号
        words = re.escape(said[3]).replace("…", r"(…|\d+)")
        await expect(page.locator("#text")).to_have_value(re.compile(f"^{words}$"))
        await expect(page.locator("#text")).to_be_focused()
        await expect(page.locator("#speaker")).to_have_attribute("title", f"以{said[1]}的身份说话")
        assert (await page.locator("#subtitle").inner_text() == "") == (said[2] == "群里")
    elif label.startswith(("走到", "过")):
        before = await page.locator("#clock").get_attribute("aria-label")
        await button.click()
        await expect(page.locator("#clock")).not_to_have_attribute("aria-label", before or "")
        await expect(page.locator("#walking")).to_be_hidden()
        await expect(button).to_be_enabled()
    else:
        before = await page.locator("#alert-text").inner_text() if await page.locator("#alert").is_visible() else ""
        await button.click()
        if label.startswith(("打开", "断开")):
            await expect(page.locator("#alert-text")).not_to_have_text(before)
        else:
            await expect(page.locator("#alert")).to_be_hidden()
