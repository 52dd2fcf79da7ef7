"""各家客户端贴表情的办法不一样：一种不行换另一种，都不行就说话；记住，换了客户端才重新试。"""

from collections.abc import Callable

from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until
from tests.e2e.wire import FACE, LAGRANGE_FACE, Answer, Call, Frame, agree, card, wired

PEOPLE = [str(68_000 + i) for i in range(60)]
NO_SUCH_API = 1404
ORDERED = {FACE, LAGRANGE_FACE, "send_msg"}
"""对一句“打卡”的回应里会有的调用；刚连上时问客户端的那些不算。"""


def without(*actions: str) -> Answer:
    def answer(call: Call) -> Frame | None:
        return call.answered(retcode=NO_SUCH_API, message="不支持的Api") if call.action in actions else agree(call)

    return answer


def named(app_name: str, answer: Answer) -> Answer:
    """报得出名字的客户端。"""

    def tell(call: Call) -> Frame | None:
        return call.answered({"app_name": app_name}) if call.action == "get_version_info" else answer(call)

    return tell


def ordered(calls: list[Call]) -> list[str]:
    return [call.action for call in calls if call.action in ORDERED]


async def test_what_a_client_cannot_do_is_tried_once_and_remembered(build_house: Callable[..., House]) -> None:
    house, people = build_house(), iter(PEOPLE)
    await house.start()
    async with wired(house, without(FACE), listed=PEOPLE) as wire:
        await wire.binds()
        before = len(wire.calls)
        for _ in range(3):
            message_id = await wire.say(next(people), "打卡")
            await until(lambda one=message_id: wire.acks[str(one)] and wire.calls[-1].action == LAGRANGE_FACE, "表情")
        calls = wire.calls[before:]
        assert [call.action for call in calls] == [FACE, LAGRANGE_FACE, LAGRANGE_FACE, LAGRANGE_FACE]
        assert calls[-1].params == {
            "group_id": 30001,
            "message_id": message_id,
            "code": calls[0].params["emoji_id"],
            "is_add": True,
        }

    async with wired(house, without(FACE)) as wire:
        await wire.checks_in(next(people))
        assert ordered(wire.calls) == [LAGRANGE_FACE], "断开再连上还记得"

    async with wired(house, named("EulerOneBot", without(FACE, LAGRANGE_FACE))) as wire:
        await until(lambda: wire.calls, "问它是哪一家")
        user_id = next(people)
        words = await wire.asks(user_id, "打卡")
        assert words == f"{card(user_id)}同志，今日学习已登记，积分＋2。查看发“我的打卡”。"
        assert ordered(wire.calls) == [FACE, LAGRANGE_FACE, "send_msg"], "换了客户端，重新试"
        await wire.say(next(people), "打卡")
        await until(lambda: len(checkins(house.database)) == 6, "又一位登记")
        await wire.own_record(user_id)
        assert sum(wire.acks.values()) == 2, "两种都没有，就不再试"
    assert set(checkins(house.database).values()) == {ONE_CHECKIN}

    async with wired(house, named("Lagrange.OneBot", agree)) as wire:
        await until(lambda: wire.calls, "问它是哪一家")
        await wire.checks_in(next(people))
        assert ordered(wire.calls) == [LAGRANGE_FACE], "这一家先试它自己的办法"


async def test_many_at_once_on_a_slow_client_that_knows_only_the_second_way(build_house: Callable[..., House]) -> None:
    """都在等第一种办法的回音：一齐回来“没有”，也只换到第二种，不误以为两种都没有。"""
    house, people = build_house(), PEOPLE[:10]
    await house.start()

    def hold(call: Call) -> Frame | None:
        return None if call.action == FACE else agree(call)

    async with wired(house, hold, listed=people) as wire:
        await wire.binds()
        sent = [await wire.say(user_id, "打卡") for user_id in people]
        await wire.acked(*sent)
        for call in [call for call in wire.calls if call.action == FACE]:
            await wire.send(call.answered(retcode=NO_SUCH_API))

        def done(one: int) -> bool:
            wanted = {"action": LAGRANGE_FACE, "message_id": one}
            return any(
                {"action": call.action, "message_id": call.params.get("message_id")} == wanted for call in wire.calls
            )

        await until(lambda: all(done(one) for one in sent) or len(wire.texts) > 1, "每条都贴上表情")
        assert wire.texts[1:] == [], "能贴表情就不说话"
