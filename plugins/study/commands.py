"""学习资料的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.platform import Past, replied
from core.chat.router import Router, Spec
from core.domain.dialogue import Reply, Request, Scene
from core.domain.permission import Action
from core.domain.phrases import NUMBER, TEXT
from core.domain.studying import todays_study
from core.store import study

from . import service, texts
from .rules import NotReplying, number_of, replied_text

router = Router(Path(__file__).parent)
TOPIC = "学习资料"


@router.command(
    Spec(
        "学习资料 <内容>",
        Action.KEEP_PUSHES,
        about="存一条标题、链接或一段话，排队等着推送",
        topic=TOPIC,
        example="学习资料 《中国共产党支部工作条例（试行）》第三章 https://www.12371.cn",
        slots={"内容": TEXT},
        listed="form",
    )
)
def add_item(request: Request, session: Session, words: str) -> Reply:
    """存一条。"""
    item = service.add(session, request, words)
    return texts.added(item.number, item.text)


@router.command(
    Spec(
        "存为学习资料",
        Action.KEEP_PUSHES,
        about="在群里回复一条消息、链接或文件来发，把那一条存下来",
        topic=TOPIC,
        listed="form",
        fetch=replied,
    )
)
def keep_replied(request: Request, session: Session, past: Past | None) -> Reply:
    """把被回复的那一条存为学习资料；文件只记名字，到群文件里看。"""
    if request.reply_to is None or request.scene is not Scene.GROUP:
        raise NotReplying
    files = tuple(one.name for one in past.heard.files) if past and past.heard else ()
    item = service.add(session, request, replied_text(past.text if past else "", files))
    return texts.added(item.number, item.text)


@router.query(
    Spec(
        "学习资料列表 [页数]",
        Action.KEEP_PUSHES,
        about="存了哪些，用过没有",
        topic=TOPIC,
        example="学习资料列表",
        slots={"页数": NUMBER},
    )
)
def list_items(request: Request, session: Session, page: str | None) -> Reply:
    """看一页。"""
    rows = [(one.number, one.text, one.rounds) for one in study.items(session, request.home.id)]
    return texts.listed(rows, max(1, int(page or 1)))


@router.command(
    Spec(
        "删除资料 <编号>",
        Action.KEEP_PUSHES,
        about="删一条，撤销可以找回",
        topic=TOPIC,
        example="删除资料 3",
        listed="form",
    )
)
def delete_item(request: Request, session: Session, words: str) -> Reply:
    """删一条。"""
    item = service.delete(session, request, number_of(words))
    return texts.deleted(item.number, item.text)


@router.command(Spec("今日学习", Action.READ_STUDY, about="今天学什么", topic=TOPIC))
def study_today(request: Request, session: Session) -> Reply:
    """今天的那一条。"""
    item = service.todays(session, request)
    return Reply(todays_study(request.home.name, request.day, item.text))


@router.command(Spec("学一条", Action.READ_STUDY, about="私下再看一条，学过的不重样", topic=TOPIC))
def study_one(request: Request, session: Session) -> Reply:
    """自己的下一条。"""
    return texts.one(service.next_own(session, request).text)


@router.command(
    Spec("推送学习", Action.KEEP_PUSHES, about="这就在群里推送下一条", topic=TOPIC, listed="form", shy=True)
)
def push_item(request: Request, session: Session) -> Reply:
    """在群里推送下一条。"""
    item = service.push(session, request)
    service.say_in_group(session, request, todays_study(request.home.name, request.day, item.text))
    return texts.pushed(item.number)


@router.command(
    Spec(
        "<订阅或退订>学习",
        Action.SEE_OWN,
        about="群里推送学习时，私下也给您一份；退订就不给了",
        topic=TOPIC,
        example="订阅学习",
        slots={"订阅或退订": {"订阅": "on", "退订": "off"}},
    )
)
def subscribe(request: Request, session: Session, way: str) -> Reply:
    """订阅、退订私下的学习推送。"""
    wanted = way == "on"
    changed = study.subscribe(session, request.home.id, request.actor.member, wanted=wanted)
    return texts.subscribed(wanted=wanted, changed=changed)
