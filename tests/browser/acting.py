"""像人那样在聊天页上做事，和看一看画面好不好。"""

import re

from playwright.async_api import Locator, Page, expect


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
    # 群里的最后一句也可能说到“私聊”，认标签
    await page.locator("#conversations button").filter(has=page.locator(".tag", has_text="私聊")).click()


async def answer(page: Page, words: str) -> Locator:
    """说一句，等助手的下一句话。"""
    others = page.locator("#messages .row:not(.own) .bubble")
    before = await others.count()
    await say(page, words)
    await expect(others).to_have_count(before + 1)
    return others.nth(before)


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
            const rolls = node.closest(".suggestions, .sr-only, #live");
            if (shown && !rolls && box.width && (box.right > innerWidth + 0.5 || box.left < -0.5))
              out.push(`${node.tagName}.${node.className} ${Math.round(box.left)}–${Math.round(box.right)}`);
          }
          return out;
        }"""
    )


async def open_panel(page: Page, name: str) -> Locator:
    """打开右边的一个面板；开着就不动。"""
    panel = page.locator(f"#{name}")
    if await panel.is_hidden():
        await page.locator(f'[data-panel="{name}"]').click()
    await expect(panel).to_be_visible()
    return panel


async def toggle(page: Page, switch: str, *, on: bool) -> None:
    """拨一个开关，等它真的变了。"""
    panel = await open_panel(page, "world")
    await panel.locator(f"#{switch}").click()
    await expect(panel.locator(f"#{switch}")).to_have_attribute("aria-checked", "true" if on else "false")


async def faint(page: Page) -> list[str]:
    """与底色的对比不到 4.5 的文字；都看得清就是空的。"""
    return await page.evaluate(
        """() => {
          const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (color) => {
            paint.clearRect(0, 0, 1, 1);
            paint.fillStyle = color;
            paint.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = ([r, g, b, a], under) => [r, g, b].map((one, i) => one * a + under[i] * (1 - a));
          const ground = (node) => {
            const layers = [];
            for (let one = node; one; one = one.parentElement) layers.push(rgba(getComputedStyle(one).backgroundColor));
            return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
          };
          const light = (rgb) => rgb
            .map((one) => one / 255)
            .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
            .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
          const found = new Set();
          const check = (node, color, words) => {
            const under = ground(node);
            const [high, low] = [light(over(rgba(color), under)), light(under)].sort((a, b) => b - a);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio < 4.5) found.add(`${node.className || node.id || node.tagName}：${words}（${ratio.toFixed(2)}）`);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            const node = text.parentElement;
            const words = text.data.trim().slice(0, 12);
            const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
            if (words && shown && !node.closest(".sr-only, #live, script, style, noscript"))
              check(node, getComputedStyle(node).color, words);
          }
          const input = document.getElementById("text");
          check(input, getComputedStyle(input, "::placeholder").color, input.placeholder);
          return [...found];
        }"""
    )
