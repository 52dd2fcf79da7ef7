from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path

import pytest

from tests.e2e.house import House, house_in


@pytest.fixture
def build_house(tmp_path: Path) -> Generator[Callable[..., House]]:
    """造一个助手（还没有开）；测试完了一定停掉。同一个测试里造几个，数据各归各。"""
    houses: list[House] = []

    def build(data: Path | None = None, module: str = "cli", **settings: str | None) -> House:
        houses.append(House(tmp_path / f"house{len(houses)}", data, module, **settings))
        return houses[-1]

    yield build
    for house in houses:
        house.close()


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[House]:
    """一个文件里的测试合用的、开着的助手。"""
    with house_in(tmp_path_factory.mktemp("house")) as house:
        await house.start()
        yield house
        assert house.alive, house.stderr
        await house.stop()
