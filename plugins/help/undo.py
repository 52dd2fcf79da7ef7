"""撤销、打错了、撤回消息：找到是哪一次，查过可以撤销，交给登记了它的插件去还原。"""

from sqlalchemy.orm import Session

from core.chat.declarations import Undo
from core.chat.incoming import Kind
from core.chat.router import Spec, undoes
from core.domain.dialogue import NOTHING_CHANGED, Answered, PastAct, Record, Request, Scene
from core.domain.permission import Action, allowed
from core.domain.phrases import ACT

from . import rules, service, texts
from .commands import router

TOPIC = "撤销"
_FINAL = "撤销本身不能再撤销，请把原来的事再办一次。"
_UNKNOWN = Undo("", "", Action.UNDO, why="这一类操作没有登记怎样撤销。")
_OLD = "它是旧版本记下的，没有留下撤销要用的资料。"
_LEAVE = "请假"
_MATTERS = dict.fromkeys(("打卡", "签到", "学习登记", "学习打卡", "登记", "补卡", "补登"), "学习登记") | {
    "加分": "加分",
    _LEAVE: _LEAVE,
}
for _kind in ("undo", "undo_last", "undo_step", "undo_numbered", "undo_slip", "recalled"):
    router.keep(_kind, TOPIC, _FINAL)
router.keep("retract", "撤回助手的消息", "消息已经收回，不能恢复。要再说的，请重新发。")


@router.command(
    Spec(
        "撤销 [事项]",
        Action.UNDO,
        about="撤销刚办的；有编号的发“撤销 A12”",
        topic=TOPIC,
        example="撤销",
        slots={"事项": _MATTERS},
    )
)
def undo_last(request: Request, session: Session, called: str | None) -> Answered:
    """撤销自己最近办的一次；回复某条消息来说，就是那条消息引起的。"""
    if called is None:
        # 导出没有改动什么，不挡着它的前一件
        besides = [undo.kind for undo in undoes().values() if undo.why == NOTHING_CHANGED]
        pointed = service.pointed_at(session, request)
        return _undo(request, session, pointed or service.last(session, request, besides=besides))
    kinds = [undo.kind for undo in undoes().values() if undo.called == called]
    # “不请假了”也是平常说话：群里没有登记过请假的，不出声
    if called == _LEAVE and request.scene is Scene.GROUP and not service.has_done(session, request, kinds):
        return None
    return _undo(request, session, service.last(session, request, kinds))


@router.command(
    Spec("撤销上一步 [事项]", Action.UNDO, about="同“撤销”", topic=TOPIC, slots={"事项": _MATTERS}, listed="no")
)
def undo_step(request: Request, session: Session, called: str | None) -> Answered:
    """撤销上一步：与“撤销”是一回事。"""
    return undo_last(request, session, called)


@router.command(
    Spec(
        "撤销<A编号>",
        Action.UNDO,
        about="按操作日志的编号撤销，例如“撤销 A12”",
        topic=TOPIC,
        slots={"A编号": ACT},
        listed="no",
    )
)
def undo_numbered(request: Request, session: Session, which: str) -> Answered:
    """按编号撤销。"""
    return _undo(request, session, service.numbered(session, request, rules.number_in(which)))


@router.command(
    Spec("打错了", Action.UNDO, about="刚办错的，两分钟内这样说也行", topic=TOPIC, instead="取消", listed="no")
)
def undo_slip(request: Request, session: Session) -> Answered:
    """说的是自己的那条消息，或紧接着的上一句；不是就不出声。回复助手的一条来说，有权的人就是要撤回那一条。"""
    if allowed(request.actor, Action.RETRACT, request.home.id) and service.is_ours(session, request):
        return _retract(request, session)
    find = service.slip if request.reply_to is None else service.pointed_at
    act = find(session, request)
    if act is None or not service.is_own(request, act):
        return None
    return _undo(request, session, act)


@router.command(
    Spec(
        "撤回这条",
        Action.RETRACT,
        about="回复助手说过的一条，把它撤回；平台撤不了的，改说一句更正",
        topic=TOPIC,
        listed="form",
    )
)
def retract(request: Request, session: Session) -> Answered:
    """撤回助手说过的一条。"""
    if not service.is_ours(session, request):
        raise rules.NotOurs
    return _retract(request, session)


def _retract(request: Request, session: Session) -> Answered:
    return texts.retracted(request.reply_to or "", service.said_in(session, request))


@router.on(Kind.RECALLED)
def undo_recalled(request: Request, session: Session, _name: str) -> Record | None:
    """本人十分钟之内撤回自己的消息，等于撤销；不出声。"""
    act = service.pointed_at(session, request)
    if act is None or act.undone_by is not None or not service.is_own(request, act):
        return None
    return _reverse(request, session, act) if request.now - act.at <= rules.OWN_LIMIT else None


def _undo(request: Request, session: Session, act: PastAct) -> Answered:
    record = _reverse(request, session, act)
    undo = undoes()[act.kind]
    if service.is_own(request, act) and not undo.official:
        return texts.own_undone(request.actor.name, record)
    if not service.is_own(request, act) and not undo.official:
        service.tell_owner(session, request, act, texts.told(act, request.actor.name))
    return texts.undone(record, openly=undo.openly)


def _reverse(request: Request, session: Session, act: PastAct) -> Record:
    """查过可以撤销，就交给登记了它的插件去还原。"""
    undo = undoes().get(act.kind, _UNKNOWN)
    why = undo.why if undo.handler is None else "" if act.undo is not None else _OLD
    permitted = allowed(request.actor, undo.by, request.home.id)
    rules.check(act, rules.Terms(service.is_own(request, act), undo.official, permitted, why), request.now)
    if undo.handler is None:
        raise rules.CannotUndo(number=act.number, why=why)
    done = undo.handler(request, session, act)
    service.call_off(session, request, act)
    return texts.reversal(act, done)
