"""装配：把运行环境挂到 NoneBot 上。全项目唯一的一个响应器在这里。"""

import asyncio
import gc
from dataclasses import dataclass

import nonebot
from nonebot.adapters.onebot.v11 import Bot
from nonebot.drivers import Driver
from nonebot.log import logger
from nonebot.matcher import current_event

from core.chat import jobs, router
from core.chat.delivery import Delivery
from core.chat.door import Door
from core.chat.gate import Gate
from core.chat.onebot.v11 import Arrival, OneBotV11
from core.chat.routes import Routes
from core.chat.runtime import Runtime
from core.settings import Settings
from core.store import sent
from core.store.db import connect


@dataclass(slots=True)
class House:
    """装好的一个助手。"""

    runtime: Runtime
    door: Door
    delivery: Delivery


def attach(driver: Driver, settings: Settings) -> House:
    """用已登记的各插件口令表装配，并登记启动、连接、断开、关闭时要做的事。"""
    gate = Gate(Routes.of(router.installed))
    runtime = Runtime(settings, connect(settings.database), gate)
    house = House(runtime, Door(runtime), Delivery(runtime))
    runtime.wake = house.delivery.wake
    OneBotV11.runtime = runtime
    _listen(house)
    _follow_connections(driver, house)
    _live(driver, house)
    return house


def _listen(house: House) -> None:
    async def receive() -> None:
        # 不用依赖注入：NoneBot 为每个参数多开两个任务，一条消息贵出三成
        event = current_event.get()
        if isinstance(event, Arrival):
            await house.door.receive(event.incoming)

    nonebot.on(priority=1, block=True, handlers=[receive])


def _follow_connections(driver: Driver, house: House) -> None:
    runtime = house.runtime

    @driver.on_bot_connect
    async def arrive(bot: Bot) -> None:
        known = await runtime.database.read(lambda session: sent.recent(session, bot.self_id))
        for message_id in known:
            runtime.gate.remember(bot.self_id, message_id)
        await house.door.reload_waits()
        runtime.wake()
        logger.info(f"账号 {bot.self_id} 已连接")

    @driver.on_bot_disconnect
    async def leave(bot: Bot) -> None:
        logger.info(f"账号 {bot.self_id} 已断开")


def _live(driver: Driver, house: House) -> None:
    scheduler = jobs.build_scheduler(house.runtime)
    tasks: list[asyncio.Task[None]] = []

    @driver.on_startup
    async def start() -> None:
        scheduler.start()
        tasks.append(asyncio.get_running_loop().create_task(house.delivery.run(), name="delivery"))
        # 启动时造的对象不会再变，收垃圾时不必每次都看一遍
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)

    @driver.on_shutdown
    async def stop() -> None:
        scheduler.shutdown(wait=False)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await nonebot.get_adapter(OneBotV11).hang_up()
        await house.runtime.database.close()
