"""等一个条件成立，不按时间睡。"""

import asyncio
from collections.abc import Callable

STEP = 0.01


async def until(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """等 condition 为真；seconds 秒还没有等到就失败，what 说明在等什么。"""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    for _ in range(round(seconds / STEP) + 1):
        if condition():
            return
        await asyncio.sleep(STEP)
        if loop.time() > deadline:
            break
    assert condition(), f"等了 {seconds} 秒也没有等到：{what}"
