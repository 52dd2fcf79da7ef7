"""量事件循环停了多久。"""

import asyncio
import time
from collections.abc import Awaitable

_TICK = 0.001


async def longest_pause(work: Awaitable[object]) -> float:
    """做 work 的时候，一毫秒的小睡最久晚醒多少秒。"""
    task, longest = asyncio.ensure_future(work), 0.0
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(_TICK)
        longest = max(longest, time.perf_counter() - began - _TICK)
    await task
    return longest
