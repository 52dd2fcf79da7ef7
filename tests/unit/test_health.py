"""给监控看的数：格式照 Prometheus，没有的不写，没有一个名字和号码。"""

import sys

from core.chat.health import Metric, render, resident_memory


def test_the_text_format() -> None:
    metrics = [
        Metric("assistant_accounts_connected", "连着的机器人账号", {"": 2}),
        Metric("assistant_outbox_letters", "发件箱", {'state="due"': 3.0, 'state="sent"': 0}),
        Metric("assistant_database_bytes", "数据库大小", {"": 43_123_456_789}),
    ]
    assert render(metrics) == (
        "# HELP assistant_accounts_connected 连着的机器人账号\n"
        "# TYPE assistant_accounts_connected gauge\n"
        "assistant_accounts_connected 2\n"
        "# HELP assistant_outbox_letters 发件箱\n"
        "# TYPE assistant_outbox_letters gauge\n"
        'assistant_outbox_letters{state="due"} 3\n'
        'assistant_outbox_letters{state="sent"} 0\n'
        "# HELP assistant_database_bytes 数据库大小\n"
        "# TYPE assistant_database_bytes gauge\n"
        "assistant_database_bytes 43123456789\n"
    )


def test_what_is_not_known_is_not_written() -> None:
    assert render([Metric("assistant_backup_age_seconds", "备份", {"": None})]) == ""


def test_memory_is_known_on_linux() -> None:
    memory = resident_memory()
    assert memory is None if sys.platform != "linux" else memory is not None and memory > 1e7
