"""装配：把运行环境挂到 NoneBot 上。全项目唯一的一个响应器在这里。"""

import asyncio
import gc

import nonebot
from nonebot.adapters import Bot
from nonebot.drivers import Driver
from nonebot.log import logger
from nonebot.matcher import current_event

from core.chat import health, router
from core.chat.gate import Gate
from core.chat.guarded import guarded
from core.chat.house import House, furnish
from core.chat.intake import Arrival
from core.chat.onebot.v11 import OneBotV11
from core.chat.onebot.v12 import OneBotV12
from core.chat.pace import Pace, Pacer
from core.chat.routes import Routes
from core.chat.runtime import Runtime
from core.domain import words
from core.settings import Settings
from core.store import seeding
from core.store.db import connect

ADAPTERS = (OneBotV11, OneBotV12)
_HANG_UP_SECONDS = 2.0


def attach(driver: Driver, settings: Settings) -> House:
    """用已登记的各插件口令表装配，并登记启动、连接、断开、关闭时要做的事。"""
    runtime = Runtime(settings, connect(settings.database), Gate(Routes.of(router.installed)))
    runtime.pacer = Pacer(Pace(settings.sends_per_minute), runtime.ticks)
    house = furnish(runtime)
    for adapter in ADAPTERS:
        adapter.runtime = runtime
    _listen(house)
    _follow_connections(driver, house)
    _live(driver, house)
    nonebot.get_app().include_router(health.build_router(house))
    return house


def _listen(house: House) -> None:
    async def receive() -> None:
        # 不用依赖注入：NoneBot 为每个参数多开两个任务，一条消息贵出三成
        event = current_event.get()
        if isinstance(event, Arrival):
            await house.door.receive(event.incoming)

    nonebot.on(priority=1, block=True, handlers=[receive])


def _follow_connections(driver: Driver, house: House) -> None:
    @driver.on_bot_connect
    async def arrive(bot: Bot) -> None:
        await guarded("账号连上之后", house.welcome(bot.self_id))
        logger.info(f"账号 {bot.self_id} 已连接")

    @driver.on_bot_disconnect
    async def leave(bot: Bot) -> None:
        house.say_goodbye(bot.self_id)
        logger.info(f"账号 {bot.self_id} 已断开")


async def _sow(runtime: Runtime) -> None:
    await runtime.database.write(None, lambda session: seeding.sow(session, runtime.now()))


def _live(driver: Driver, house: House) -> None:
    scheduler = house.jobs.scheduler()
    tasks: list[asyncio.Task[None]] = []

    @driver.on_startup
    async def start() -> None:
        scheduler.start()
        await guarded("收下自带的题", _sow(house.runtime))
        await guarded("清理发件箱", house.delivery.tidy())
        tasks.append(asyncio.get_running_loop().create_task(house.delivery.run(), name="delivery"))
        tasks.append(asyncio.get_running_loop().create_task(asyncio.to_thread(words.load), name="words"))
        # 启动时造的对象不会再变，收垃圾时不必每次都看一遍；一次少收些：攒到五万个再收，一停就是几十毫秒（bench quiz）
        gc.freeze()
        gc.set_threshold(5_000, 50, 50)

    @driver.on_shutdown
    async def stop() -> None:
        scheduler.shutdown(wait=False)
        house.catch_up.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # 没有回音的调用不再等，正在办的事办完
        for adapter in ADAPTERS:
            await nonebot.get_adapter(adapter).hang_up()
        await house.intake.close(_HANG_UP_SECONDS)
        await house.runtime.database.close()
