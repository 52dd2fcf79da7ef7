"""首次使用的用例：发口令、认口令、记下答到了哪一步、建支部。"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.domain.dialogue import Person, Request
from core.domain.manners import read_quiet
from core.store import branches, founding, manners

from . import rules
from .rules import Draft
from .tables import SetupCode, SetupTry


def issue(session: Session, now: datetime) -> str | None:
    """还没有任何支部时发一串新口令，原样返回（库里只存哈希）；已经有支部的为 None。

    先前打印过、还没有人用的照样有效：机器重启过，书记手里的那一串不至于作废。
    """
    if branches.any_yet(session):
        return None
    session.execute(delete(SetupCode).where(SetupCode.expires_at <= now))
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))
    salt = secrets.token_hex(16)
    session.add(SetupCode(salt=salt, digest=_digest(code, salt), expires_at=now + rules.VALID_FOR))
    return f"{code[:4]}-{code[4:]}"


def _digest(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1).hex()


def expects(request: Request, session: Session, key: str) -> bool:
    """这个人私下说的这句话，首次使用接不接：还没有支部、口令没有过期，人不在歇着。"""
    if branches.any_yet(session) or not _live(session, request.now):
        return False
    if holding(session, request) is not None:
        return True
    tried = session.get(SetupTry, _who(request))
    if tried is None:
        return True
    resting = tried.rest_until is not None and tried.rest_until > request.now
    hinted = tried.hinted_at is not None and tried.hinted_at + rules.HINT_EVERY > request.now
    return not (resting if rules.code_in(key) else hinted)


def holding(session: Session, request: Request) -> Draft | None:
    """凭口令进来的是不是这个人；是就给出他答到了哪一步，不是为 None。"""
    row = _held(session, request)
    return Draft.of(row.draft or Draft().kept()) if row else None


def enter(session: Session, request: Request, code: str) -> Draft | None:
    """认口令：对了就由这个人来设，口令作废，先前的人和别的口令也一并作废；不对为 None。"""
    rows = [row for row in _live(session, request.now) if row.user_id is None]
    row = next((one for one in rows if hmac.compare_digest(_digest(code, one.salt), one.digest)), None)
    if row is None:
        return None
    draft = Draft()
    row.platform, row.user_id, row.draft = request.platform, request.actor.user_id, draft.kept()
    session.execute(delete(SetupCode).where(SetupCode.id != row.id))
    session.execute(delete(SetupTry))
    return draft


def failed(session: Session, request: Request) -> int:
    """又错了一次，返回接连错了几次；错满了就歇一阵，从头数。"""
    row = _tried(session, request)
    row.failures += 1
    failures = row.failures
    if failures >= rules.MOST_WRONG:
        row.failures, row.rest_until = 0, request.now + rules.REST_FOR
    return failures


def hinted(session: Session, request: Request) -> None:
    """提示过这个人了。"""
    _tried(session, request).hinted_at = request.now


def keep(session: Session, request: Request, draft: Draft) -> None:
    """记下答到了哪一步。"""
    row = _held(session, request)
    if row is not None:
        row.draft = draft.kept()


def found(session: Session, request: Request, draft: Draft, people: Iterable[Person]) -> None:
    """都答完了：建支部、起草花名册、定书记和安静时段；口令从此不再用。"""
    branch_id = founding.found(session, request, draft.branch, draft.group_id, people)
    founding.appoint_first(session, request, branch_id, draft.secretary)
    quiet = read_quiet(draft.quiet) if draft.quiet else None
    if quiet is not None:
        row = manners.change(session, branch_id)
        row.quiet_from, row.quiet_until = quiet
    session.execute(delete(SetupCode))
    session.execute(delete(SetupTry))
    session.flush()


def _live(session: Session, now: datetime) -> list[SetupCode]:
    return list(session.scalars(select(SetupCode).where(SetupCode.expires_at > now)))


def _held(session: Session, request: Request) -> SetupCode | None:
    platform, user_id = _who(request)
    query = select(SetupCode).where(SetupCode.platform == platform, SetupCode.user_id == user_id)
    return session.scalars(query.where(SetupCode.expires_at > request.now)).first()


def _tried(session: Session, request: Request) -> SetupTry:
    row = session.get(SetupTry, _who(request))
    if row is None:
        platform, user_id = _who(request)
        row = SetupTry(platform=platform, user_id=user_id, failures=0)
        session.add(row)
    return row


def _who(request: Request) -> tuple[str, str]:
    return request.platform, request.actor.user_id
