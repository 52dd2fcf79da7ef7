"""各家客户端贴表情的办法不一样：一种不行换另一种，都不行就说话，并且记住。"""

from collections.abc import Callable

from tests.e2e.books import ONE_CHECKIN, checkins
from tests.e2e.house import House
from tests.e2e.waiting import until
from tests.e2e.wire import FACE, LAGRANGE_FACE, Answer, Call, Frame, agree, card, wired

PEOPLE = [str(68_000 + i) for i in range(60)]
NO_SUCH_API = 1404


def without(*actions: str) -> Answer:
    def answer(call: Call) -> Frame | None:
        return call.answered(retcode=NO_SUCH_API, message="不支持的Api") if call.action in actions else agree(call)

    return answer


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

    async with wired(house, without(FACE, LAGRANGE_FACE)) as wire:
        user_id = next(people)
        words = await wire.asks(user_id, "打卡")
        assert words == f"{card(user_id)}同志，今日学习已登记，积分＋2。查看发“我的打卡”。"
        assert [call.action for call in wire.calls] == [FACE, LAGRANGE_FACE, "send_msg"]
        await wire.say(next(people), "打卡")
        await until(lambda: len(checkins(house.database)) == 5, "又一位登记")
        await wire.own_record(user_id)
        assert sum(wire.acks.values()) == 2, "两种都没有，就不再试"
    assert set(checkins(house.database).values()) == {ONE_CHECKIN}

    async with wired(house) as wire:
        await wire.checks_in(next(people))  # 换了客户端，重新试
        assert [call.action for call in wire.calls] == [FACE]


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
