"""体验模式：模拟的 QQ 和聊天页开在同一个进程里，仍走真的 WebSocket 连进来。"""

import asyncio
import secrets
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module

import nonebot
from sqlalchemy.orm import Session

from core.chat.house import House
from core.chat.onebot.frames import PLATFORM
from core.chat.runtime import wall_clock
from core.domain.calendar import local
from core.domain.dialogue import Person, Record, Request, Scene
from core.domain.holidays import is_holiday
from core.domain.manners import QUIET_FROM, QUIET_UNTIL
from core.domain.permission import Actor
from core.domain.roster import CATEGORY_NAMES, OFFICE_NAMES, Office, category_label
from core.settings import Settings
from core.store import audit, branches, roster
from core.store.audit import Cause
from core.store.db import Database
from sandbox.client import Client
from sandbox.clock import MovableClock
from sandbox.console import Console
from sandbox.model import Change, Reacted, Said
from sandbox.model import Scene as ChatScene
from sandbox.people import CAST, GROUP_ID, GROUP_NAME, build_world, label_of
from sandbox.server import build_router
from sandbox.world import World

_HELLO = "大家好，我是支部群助手。发“打卡”登记今天的学习，发“帮助”看能办的事，自愿参加。本群不处理涉密和内部敏感事项。"
ACCOUNT = "10000"
_TRYING = timedelta(hours=1)
"""试一遍大约要多久：这么一会儿之内就到安静时段的，也算夜里。"""


def complete(settings: Settings) -> Settings:
    """补上体验模式自用的凭证和运维。"""
    superusers = settings.superusers or tuple(one.user_id for one in CAST if one.is_superuser)
    return settings.model_copy(update={"superusers": superusers, "onebot_access_token": secrets.token_hex(16)})


def open_up(house: House) -> None:
    """挂上聊天页；启动后备好示范支部，再让模拟的 QQ 连进来，连上了就打印网址。钟用能往前拨的那一个。"""
    settings, runtime = house.runtime.settings, house.runtime
    origin = f"127.0.0.1:{settings.port}"
    clock = MovableClock(settings.data / "clock", wall_clock)
    runtime.now = clock.now
    if not (settings.data / "chat.jsonl").exists():
        clock.move_to(daytime(local(clock.now(), settings.timezone)))
    world = build_world(settings.data / "chat.jsonl", lambda: local(clock.now(), settings.timezone))
    world.downloads = f"http://{origin}/sandbox/files"
    client = Client(world, f"ws://{origin}/onebot/v11/ws", settings.onebot_access_token)
    console = Console(world, client, lambda to: house.advance(to, clock.move_to))
    nonebot.get_app().include_router(build_router(console, clock))
    tasks: list[asyncio.Task[None]] = []

    async def announce() -> None:
        await client.connected.wait()
        sys.stdout.write(f"体验模式已就绪，请用浏览器打开 http://{origin}/\n")
        sys.stdout.flush()

    @nonebot.get_driver().on_startup
    async def start() -> None:
        if await runtime.database.write(None, lambda session: seed(session, _first_request(house))):
            world.bot_say(ChatScene("group", GROUP_ID), _HELLO)
        loop = asyncio.get_running_loop()
        labelling = keep_labels(world, runtime.database, settings.superusers)
        tasks.extend(loop.create_task(one) for one in (client.run(), announce(), labelling))

    @nonebot.get_driver().on_shutdown
    async def stop() -> None:
        await console.close()
        await client.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        world.close()


def daytime(now: datetime) -> datetime:
    """头一次打开体验模式时钟从几点走起：夜里、节假日助手不主动说话，就从下一个可以说话的早上走起。"""
    soon = now + _TRYING
    if QUIET_UNTIL <= soon.time() < QUIET_FROM and soon.date() == now.date() and not is_holiday(now.date(), {}):
        return now
    morning = now.replace(hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0)
    while morning <= now or is_holiday(morning.date(), {}):
        morning += timedelta(days=1)
    return morning


async def keep_labels(world: World, database: Database, superusers: Collection[str]) -> None:
    """页面上的身份标签跟着名册走：助手每说一句、贴一个表情，就照名册看一遍。"""
    acted = asyncio.Event()
    acted.set()

    def heard(change: Change) -> None:
        match change:
            case Said(message) if message.sender_id == world.self_id:
                acted.set()
            case Reacted(_, user_id) if user_id == world.self_id:
                acted.set()
            case _:
                pass

    with world.changes.listening(heard):
        while True:
            await acted.wait()
            acted.clear()
            found = await database.read(lambda session: _labels(session, superusers))
            for user_id in world.people.keys() - {world.self_id}:
                world.relabel(user_id, found.get(user_id, ""))


def _labels(session: Session, superusers: Collection[str]) -> dict[str, str]:
    bound = branches.find_bound(session, PLATFORM, GROUP_ID)
    lines = roster.listing(session, bound.branch.id) if bound else []
    return {
        one.user_id: label_of(one.offices, category_label(one.category), is_superuser=one.user_id in superusers)
        for one in lines
        if one.user_id
    }


def seed(session: Session, request: Request) -> bool:
    """第一次启动时绑好示范党支部、核定各人的类别和职务；已经有了则为假。"""
    # 插件由 NoneBot 装好之后才能引用
    service, offices = (import_module(f"plugins.{name}.service") for name in ("members", "offices"))
    if branches.find_bound(session, request.platform, GROUP_ID) is not None:
        return False
    service.bind_branch(session, request, GROUP_NAME, [Person(one.name, one.user_id) for one in CAST])
    bound = branches.find_bound(session, request.platform, GROUP_ID)
    request = replace(request, branch=bound.branch if bound else None)
    for one in CAST:
        service.set_category(session, request, Person(one.name, one.user_id), CATEGORY_NAMES[one.category])
        if one.office is not None:
            # 演员表里书记在最前：先由运维指定首任书记，其余职务照书记办理
            offices.set_office(session, request, Person(one.name, one.user_id), Office(OFFICE_NAMES[one.office]))
            request = replace(request, actor=replace(request.actor, offices=frozenset({Office.SECRETARY})))
    # 每日学习小结平时默认不开，体验时开着，好让人看见
    import_module("plugins.checkin.service").turn_summary(session, request, enabled=True)
    record = Record(f"绑定“{GROUP_NAME}”，核定 {len(CAST)} 人的类别和职务，打开每日学习小结")
    audit.record(session, request, "seed", record, Cause())
    return True


def _first_request(house: House) -> Request:
    settings = house.runtime.settings
    return Request(
        actor=Actor("10012", "体验模式", superuser=True),
        branch=None,
        scene=Scene.GROUP,
        now=local(house.runtime.now(), settings.timezone),
        platform=PLATFORM,
        account=ACCOUNT,
        group_id=GROUP_ID,
        message_id="",
        zone=settings.timezone,
    )
