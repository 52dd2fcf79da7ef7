"""SQLite 的唯一一支笔：一个线程、一个连接，把等着的写事务合在一起提交。

每件事各有自己的保存点：一件被拒绝，只退它自己；谁都要等到共同提交之后才得到答复。
整批丢了事务（SQLITE_FULL 会把整批退掉）或提交失败时，每件事单独重做一遍。
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Work = Callable[[Session], Any]

MOST = 64
"""一次共同提交最多几件事。"""
CARRIED = "carried"
"""session.info 里的一个字典：只有一支笔，所以一件事从库里读到、又由它改过的，下一件还能用；哪件事没做成就清空。"""


@dataclass(frozen=True, slots=True)
class _Done:
    result: Any = None
    error: BaseException | None = None


class _BatchLost(Exception):
    """共同的事务没了，这一批要单独重做。"""


class GroupCommitWriter:
    """写入队列。每个进程每个 SQLite 文件一个。"""

    def __init__(self, engine: Engine) -> None:
        """用 engine 建一支笔；第一次 write 时才开线程。"""
        self._engine = engine
        self._queue: asyncio.Queue[tuple[Work, asyncio.Future[Any]]] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._task: asyncio.Task[None] | None = None
        self._carried: dict[Any, Any] = {}

    async def write(self, work: Work) -> Any:
        """排队执行 work，共同提交之后返回它的结果；work 抛出的异常原样抛出，它的改动全部退回。"""
        loop = asyncio.get_running_loop()
        if self._task is None:
            self._task = loop.create_task(self._run(), name="writer")
        done: asyncio.Future[Any] = loop.create_future()
        self._queue.put_nowait((work, done))
        return await done

    async def close(self) -> None:
        """等排队的写完，再放下笔。"""
        await self._queue.join()
        if self._task is not None:
            self._task.cancel()
        self._thread.shutdown()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._queue.get()]
            # 让一步：已经到了门口的都赶得上这一批，少落几次盘
            await asyncio.sleep(0)
            while not self._queue.empty() and len(batch) < MOST:
                batch.append(self._queue.get_nowait())
            works = [work for work, _ in batch]
            results = await loop.run_in_executor(self._thread, self._commit, works)
            for (_, done), outcome in zip(batch, results, strict=True):
                _settle(done, outcome)
                self._queue.task_done()

    def _commit(self, works: list[Work]) -> list[_Done]:
        try:
            with self._engine.begin() as connection:
                return self._perform(connection, works)
        except _BatchLost as lost:
            error = lost.__cause__ or lost
        except DBAPIError as failed:
            error = failed
        except BaseException as unforeseen:  # noqa: BLE001 只交还，不处理
            # 料想不到的错也只交还给等着的人：这支笔断了，就再也没有人能写
            self._carried.clear()
            return [_Done(error=unforeseen)] * len(works)
        self._carried.clear()
        if len(works) == 1:
            return [_Done(error=error)]
        return [done for work in works for done in self._commit([work])]

    def _perform(self, connection: Connection, works: list[Work]) -> list[_Done]:
        """在共同的事务里挨个做，一件一个保存点；顺利时大家用同一个 Session，出了错就换新的。"""
        results, session = list[_Done](), _open(connection)
        for work in works:
            session.info.clear()
            session.info[CARRIED] = self._carried
            done = _attempt(connection, session, work)
            results.append(done)
            if done.error is None:
                session.expunge_all()
            else:
                self._carried.clear()
                session.close()
                session = _open(connection)
        session.close()
        return results


def _open(connection: Connection) -> Session:
    # 保存点由我们自己开：让每个 Session 去开，每件事要多花 0.05 毫秒
    return Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)


def _attempt(connection: Connection, session: Session, work: Work) -> _Done:
    connection.exec_driver_sql("SAVEPOINT work")
    try:
        done = _Done(work(session))
        session.flush()
    except BaseException as error:
        # 不在这里处理，只把它交还给等着的人；先看共同的事务还在不在
        if not connection.connection.dbapi_connection.in_transaction:  # pyright: ignore[reportOptionalMemberAccess] 连接还开着
            raise _BatchLost from error
        connection.exec_driver_sql("ROLLBACK TO work")
        done = _Done(error=error)
    connection.exec_driver_sql("RELEASE work")
    return done


def _settle(done: asyncio.Future[Any], outcome: _Done) -> None:
    if done.cancelled():
        return
    if outcome.error is not None:
        done.set_exception(outcome.error)
    else:
        done.set_result(outcome.result)
