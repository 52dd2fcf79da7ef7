"""随机走一小段：几个固定的种子，走真的那支笔；长的见 bench/walk.py。"""

import os

import pytest

from tests.conftest import NOON
from tests.dialogue.walk import Walk

EVENTS = int(os.environ.get("WALK_EVENTS", "250"))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_sees_a_fault_and_the_books_add_up(settled_url: str, seed: int) -> None:
    walk = Walk(settled_url, seed, NOON)
    await walk.go(EVENTS)
    assert walk.heard > EVENTS / 10
    assert len(walk.steps) > 10
