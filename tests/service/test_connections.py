"""账号最近一次在线：记下、读出、谁不在。租约看的是库的钟，所以各时刻都从它算起。"""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.store import connections
from core.store.branches import BranchRow, GroupBinding
from core.store.connections import FRESH, Connection
from core.store.db import Database, clock_of
from tests.conftest import NOON
from tests.service.samples import ACCOUNT, QQ, ZONE, add_branch, later


async def test_the_last_time_is_kept_for_each_account(database: Database, kind: str) -> None:
    def work(session: Session) -> tuple[datetime | None, datetime, datetime | None]:
        before = clock_of(session, NOON)
        connections.touch(session, ["10000", "10999"], NOON)
        connections.touch(session, ["10000"], later(minutes=1))
        seen = connections.last_seen(session, "10000")
        assert seen is not None
        return connections.last_seen(session, "10999"), seen, before

    other, seen, before = await database.write(None, work)
    if kind == "sqlite":
        assert (other, seen) == (NOON, later(minutes=1))
    else:
        assert other is not None
        assert before <= other <= seen < before + timedelta(minutes=1)


async def test_an_account_that_never_connected_was_never_seen(database: Database) -> None:
    await database.write(None, lambda session: connections.touch(session, [], NOON))
    assert await database.read(lambda session: connections.last_seen(session, "10000")) is None


class TestAbsent:
    async def absent(self, database: Database, ago: timedelta | None, account: str = ACCOUNT) -> set[str]:
        """支部的群由 ACCOUNT 说话，account 在 ago 之前记到过，此刻谁不在。"""

        def work(session: Session) -> set[str]:
            add_branch(session)
            if ago is not None:
                session.add(Connection(account=account, seen_at=clock_of(session, NOON) - ago))
                session.flush()
            return connections.absent(session, NOON)

        return await database.write(None, work)

    @pytest.mark.parametrize("ago", [timedelta(0), FRESH - timedelta(seconds=30)])
    async def test_whoever_was_noted_lately_is_here(self, database: Database, ago: timedelta) -> None:
        assert await self.absent(database, ago) == set()

    async def test_whoever_was_not_noted_for_long_is_gone(self, database: Database) -> None:
        assert await self.absent(database, FRESH) == {ACCOUNT}

    async def test_whoever_never_connected_is_gone(self, database: Database) -> None:
        assert await self.absent(database, None) == {ACCOUNT}
        assert await database.read(lambda session: connections.absent(session, NOON)) == {ACCOUNT}

    async def test_only_accounts_that_speak_in_a_group_are_missed(self, database: Database) -> None:
        assert await self.absent(database, timedelta(days=9), "10999") == {ACCOUNT}

    async def test_one_account_of_two_branches_is_named_once(self, database: Database) -> None:
        def another(session: Session) -> None:
            branch = BranchRow(name="乙支部", zone=ZONE, created_at=NOON)
            session.add(branch)
            session.flush()
            binding = {"platform": QQ, "group_id": "20002", "account": ACCOUNT, "bound_at": NOON}
            session.add(GroupBinding(branch_id=branch.id, **binding))

        await database.write(None, another)
        assert await self.absent(database, None) == {ACCOUNT}
