"""首次使用的一问一答：没有口令表，还没有任何支部时私下说的话都到这里。"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.platform import GroupListed, groups_of
from core.chat.router import Router
from core.domain.dialogue import Person, Reply, Request
from core.domain.typed import Typed

from . import rules, service, texts
from .rules import Draft, GroupGone, Home, Step

router = Router(Path(__file__).parent)
_AGAIN = {"开始设置", "设置", "继续", "继续设置", "你好", "在吗", "好了", "拉好了"}
router.keep("first_run", "首次设置", "首次设置不能撤销：花名册已经起草，此后的登记都记在这个支部名下。")


def _expects(request: Request, session: Session, said: Typed) -> bool:
    return service.expects(request, session, said.key)


@router.stray(_expects, groups_of)
def first_run(request: Request, session: Session, said: Typed, groups: Sequence[GroupListed]) -> Reply:
    """凭口令进来的接着问，别人的先认口令。"""
    homes = [_home(one, request.actor.user_id) for one in groups]
    code, draft = rules.code_in(said.key), service.holding(session, request)
    if draft is None:
        return _enter(session, request, code, homes)
    if said.key in rules.QUIT:
        service.keep(session, request, Draft())
        return texts.left()
    if said.key in rules.BACK:
        return _next(session, request, rules.back(draft), homes)
    if code is not None or said.key in _AGAIN or (draft.step is Step.GROUP and not homes):
        return texts.ask(draft, homes)
    answered = rules.answer(draft, said.text.strip(), homes)
    if answered.step is not Step.DONE:
        return _next(session, request, answered, homes)
    chosen = next((one for one in groups if one.group_id == draft.group_id), None)
    if chosen is None:
        raise GroupGone
    service.found(session, request, answered, [Person(one.name, one.user_id) for one in chosen.people])
    return texts.founded(answered, len(chosen.people))


def _enter(session: Session, request: Request, code: str | None, homes: Sequence[Home]) -> Reply:
    if code is None:
        service.hinted(session, request)
        return texts.hint()
    draft = service.enter(session, request, code)
    return texts.wrong(service.failed(session, request)) if draft is None else texts.welcome(draft, homes)


def _next(session: Session, request: Request, draft: Draft, homes: Sequence[Home]) -> Reply:
    service.keep(session, request, draft)
    return texts.ask(draft, homes)


def _home(group: GroupListed, user_id: str) -> Home:
    card = next((one.name for one in group.people if one.user_id == user_id), "")
    return Home(group.group_id, group.name, card)
