"""单元测试共用的：装好全部插件的口令表、说话的人、一条送到门口的消息。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from cli._plugins import load_routes
from core.chat.incoming import Incoming, Kind
from core.chat.routes import Routes
from core.domain.dialogue import Scene
from core.domain.permission import Actor
from core.domain.roster import Category, Office
from core.domain.typed import typed

settings.register_profile(
    "unit", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("unit")

BRANCH = 1


@pytest.fixture(scope="session")
def routes() -> Routes:
    return load_routes()


@pytest.fixture(scope="session")
def person() -> Callable[..., Actor]:
    """支部 1 里的一个人：person() 是正式党员，person(Office.SECRETARY) 是书记。"""

    def make(*offices: Office, **differences: object) -> Actor:
        base = Actor("100", "张三", BRANCH, 7, Category.FULL, frozenset(offices))
        return replace(base, **differences)

    return make


@pytest.fixture(scope="session")
def message() -> Callable[..., Incoming]:
    """群 900 里 100 号说的一句话；differences 改别的字段。"""

    def make(words: str = "", **differences: object) -> Incoming:
        base = Incoming(
            kind=Kind.MESSAGE,
            platform="qq",
            account="10000",
            scene=Scene.GROUP,
            group_id="900",
            user_id="100",
            message_id="m1",
            said=typed(words),
            at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
        )
        return replace(base, **differences)

    return make
