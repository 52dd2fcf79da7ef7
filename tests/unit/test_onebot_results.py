"""等着回音的调用：断开就不再等，晚来的、重复的回音不出错。"""

import asyncio

import pytest
from nonebot.exception import NetworkError

from core.chat.onebot.results import Results


async def waiting(results: Results, account: str, seq: int) -> asyncio.Task[object]:
    """一个已经在等回音的调用。"""

    async def call() -> object:
        with results.calling(account):
            return await results.fetch(seq, 5.0)

    task = asyncio.get_running_loop().create_task(call())
    await asyncio.sleep(0)
    return task


async def test_an_answer_reaches_the_call_it_is_for() -> None:
    results = Results()
    first, second = await waiting(results, "1", 1), await waiting(results, "1", 2)
    results.add_result({"echo": "2", "data": "二"})
    results.add_result({"echo": "1", "data": "一"})
    assert (await first, await second) == ({"echo": "1", "data": "一"}, {"echo": "2", "data": "二"})


async def test_late_and_double_answers_are_passed_over() -> None:
    results = Results()
    task = await waiting(results, "1", 1)
    for _ in range(3):
        results.add_result({"echo": "1"})
    assert await task == {"echo": "1"}
    for echo in ("1", "0", "99", "不是数", "", None, 1, {"a": 1}):
        results.add_result({"echo": echo})


async def test_a_lost_connection_ends_the_waiting_of_its_account_at_once() -> None:
    results = Results()
    lost, kept = await waiting(results, "1", 1), await waiting(results, "2", 2)
    results.abandon("1")
    with pytest.raises(NetworkError):
        await asyncio.wait_for(lost, 1.0)
    results.add_result({"echo": "1"})
    results.add_result({"echo": "2"})
    assert await kept == {"echo": "2"}


async def test_a_call_on_its_way_out_when_the_connection_goes_is_not_waited_for() -> None:
    results = Results()
    with results.calling("1"):
        results.abandon("1")
        with pytest.raises(NetworkError):
            await results.fetch(1, 5.0)
    again = await waiting(results, "1", 2)
    results.add_result({"echo": "2"})
    assert await again == {"echo": "2"}


async def test_when_stopping_nobody_is_waited_for() -> None:
    results = Results()
    tasks = [await waiting(results, account, seq) for seq, account in enumerate(["1", "2"], 1)]
    results.abandon_all()
    for task in tasks:
        with pytest.raises(NetworkError):
            await task


async def test_no_answer_within_the_time_is_a_timeout() -> None:
    results = Results()
    with pytest.raises(TimeoutError), results.calling("1"):
        await results.fetch(1, 0.01)
