"""复习的间隔：答错的第二天再看，越答对隔得越久，至多一百八十天。"""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.spacing import after

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_the_first_time() -> None:
    assert after(None, right=False, now=NOW).due_at == NOW + timedelta(days=1)
    assert after(None, right=True, now=NOW).due_at >= NOW + timedelta(days=2)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_it_grows_when_right_and_comes_back_soon_when_wrong(marks: list[bool]) -> None:
    now, memory = NOW, None
    for right in marks:
        spaced = after(memory, right=right, now=now)
        assert timedelta(days=1) <= spaced.due_at - now <= timedelta(days=180)
        memory, now = json.loads(json.dumps(spaced.memory)), spaced.due_at
    assert after(memory, right=True, now=now).due_at >= after(memory, right=False, now=now).due_at
