"""学习登记的口令。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core.chat.router import Router, Spec
from core.domain.dialogue import Ack, Reply, Request
from core.domain.permission import Action
from core.domain.phrases import DAY, NOTE, NUMBER, PERIOD, TEXT
from core.domain.typed import Typed
from core.store import pending
from core.store.pending import Pending

from . import service, texts
from .days.backfilling import AlreadyCheckedIn, day_to_backfill
from .days.limits import back_limit, window_of
from .rules import ASK_OPEN_FOR, clock_of, month_of

router = Router(Path(__file__).parent)
TOPIC = "打卡"
GIVE_UP = {"取消", "算了", "不补了", "不用了", "不补"}


@router.command(
    Spec(
        "打卡 [心得]",
        Action.CHECK_IN,
        about="登记今天的学习，心得可写可不写",
        topic=TOPIC,
        example="打卡 学习党章第一章",
        slots={"心得": NOTE, "天数": NUMBER},
        late=True,
    )
)
def check_in(request: Request, session: Session, note: str | None) -> Ack:
    """登记今天的学习。"""
    result = service.check_in(session, request, request.actor.member, note)
    return texts.checked_in(request.actor.name, result)


@router.command(
    Spec(
        "补卡<日子>",
        Action.CHECK_IN,
        about="补登前几天的学习",
        topic=TOPIC,
        example="补卡 昨天",
        slots={"日子": DAY},
        late=True,
    )
)
def backfill(request: Request, session: Session, words: str) -> Ack:
    """补登过去的一天。"""
    day = day_to_backfill(words, request.now)
    return texts.checked_in(request.actor.name, service.backfill(session, request, request.actor.member, day))


@router.command(Spec("补卡", Action.CHECK_IN, about="补登前几天的学习", topic=TOPIC, listed="no"))
def ask_which_day(request: Request, session: Session) -> Reply:
    """没有说补哪一天：私下问一句；支部没有开放补登的，不必问。"""
    service.check_backfill_open(session, request)
    row = Pending(kind="day_to_backfill", ref={}, accepts=pending.FREE_TEXT)
    row.expires_at = request.now + ASK_OPEN_FOR
    pending.ask(session, request.home.id, pending.privately(request), row)
    return texts.ask_which_day()


@router.answer("day_to_backfill", "checkin_makeup", Action.CHECK_IN)
def take_day(request: Request, session: Session, row: Pending, said: Typed) -> Reply | Ack:
    """回了是哪一天；没有看懂的、不能补的接着等，那天登记着的就不必再等。"""
    if said.key in GIVE_UP:
        pending.close(session, row)
        return texts.not_backfilled()
    try:
        answered = backfill(request, session, said.text)
    except AlreadyCheckedIn as refusal:
        answered = Reply(str(refusal), private=True)
    pending.close(session, row)
    return answered


@router.query(
    Spec(
        "我的打卡 [月份]",
        Action.SEE_OWN,
        about="查看自己的月历、累计和积分",
        topic=TOPIC,
        example="我的打卡",
        slots={"月份": PERIOD},
    )
)
def my_checkins(request: Request, session: Session, words: str | None) -> Reply:
    """查看自己的登记。"""
    own = service.own_checkins(session, request, month_of(words, request.day))
    return texts.own_checkins(request.actor.name, request.home.name, own, request.day)


@router.query(
    Spec(
        "我的心得 [页]",
        Action.SEE_OWN,
        about="查看自己存的心得，只有本人看得到",
        topic=TOPIC,
        example="我的心得",
        slots={"页": NUMBER},
    )
)
def my_notes(request: Request, session: Session, page: str | None) -> Reply:
    """查看自己存的心得。"""
    notes = service.own_notes(session, request.actor.member)
    return texts.own_notes(request.actor.name, notes, int(page or 1))


@router.query(Spec("打卡人数", Action.SEE_FIGURES, about="今天有几位同志登记", topic=TOPIC))
def count_checkins(request: Request, session: Session) -> Reply:
    """今天登记的人数。"""
    return texts.count_today(service.count_today(session, request.home.id, request.day))


@router.command(
    Spec(
        "小结时间 <钟点>",
        Action.SET_PUSHES,
        about="每日学习小结几点发",
        topic=TOPIC,
        example="小结时间 20:00",
        slots={"钟点": TEXT},
        listed="form",
    )
)
def set_summary_time(request: Request, session: Session, words: str) -> Reply:
    """定下每日学习小结的钟点。"""
    return texts.summary_set(service.set_summary_time(session, request, clock_of(words)))


@router.command(
    Spec(
        "小结 <开或关>",
        Action.SET_PUSHES,
        about="打开或关闭每日学习小结（只有一个数字）",
        topic=TOPIC,
        example="小结 开",
        slots={"开或关": {"开": "on", "开启": "on", "打开": "on", "关": "off", "关闭": "off", "关掉": "off"}},
        listed="form",
    )
)
def turn_summary(request: Request, session: Session, state: str) -> Reply:
    """打开或关闭每日学习小结。"""
    return texts.summary_set(service.turn_summary(session, request, enabled=state == "on"))


@router.command(
    Spec(
        "打卡时间 <起止>",
        Action.SET_CHECK_IN,
        about="一天里几点到几点可以打卡；不另定就是不限",
        topic=TOPIC,
        example="打卡时间 6:00-23:00",
        slots={"起止": TEXT},
        listed="form",
    )
)
def set_window(request: Request, session: Session, words: str) -> Reply:
    """定下几点到几点可以打卡。"""
    opens, closes = window_of(words)
    return texts.window_set(service.change_settings(session, request, opens=opens, closes=closes))


@router.command(
    Spec(
        "补卡天数 <天数>",
        Action.SET_CHECK_IN,
        about="可以补几天之内的",
        topic=TOPIC,
        example="补卡天数 7",
        slots={"天数": NUMBER},
        listed="form",
    )
)
def set_back_days(request: Request, session: Session, words: str) -> Reply:
    """定下可以补几天之内的。"""
    return texts.limits_set(service.change_settings(session, request, back_days=back_limit(words)))


@router.command(
    Spec(
        "补卡次数 <次数>",
        Action.SET_CHECK_IN,
        about="一个月可以补几次",
        topic=TOPIC,
        example="补卡次数 3",
        slots={"次数": NUMBER},
        listed="form",
    )
)
def set_back_times(request: Request, session: Session, words: str) -> Reply:
    """定下一个月可以补几次。"""
    return texts.limits_set(service.change_settings(session, request, back_times=back_limit(words)))
