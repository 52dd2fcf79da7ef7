"""群里答题的用例：一个函数一件事，事务由门给。"""

from collections.abc import Callable
from datetime import datetime, time

from sqlalchemy.orm import Session

from core.domain import quizzing
from core.domain.dialogue import Branch, Request, Scene
from core.domain.holidays import is_holiday, is_workday
from core.domain.manners import Weight
from core.domain.questions import Question, QuestionType, read_answer
from core.store import asking, audit, firing, letters, manners, practice, quizzes, regrading
from core.store.asking import Opening
from core.store.firing import Task
from core.store.letters import Notice
from core.store.outgoing import State
from core.store.pending import Pending
from core.store.questions import QuestionRow
from core.store.quizzes import Quiz, QuizAnswer, QuizState
from core.store.regrading import Correction

from . import rules
from .rules import DAILY, Daily, Published

DAILY_JOB = "daily_question"
_UNSENT = frozenset({State.DUE, State.FOLDED, State.EXPIRED, State.FAILED})
Words = Callable[[Published], str]
Posed = Callable[[str, Question, datetime, datetime], str]


def daily(session: Session, branch_id: int) -> Daily:
    """每日一题现在怎么设的。"""
    row, workdays = firing.find(session, Task(branch_id, DAILY_JOB)), quizzes.setting(session, branch_id).workdays
    if row is None:
        return Daily(time(8, 30), enabled=False)
    return Daily(time(int(row.cron["hour"]), int(row.cron["minute"])), row.enabled, workdays)


def set_daily(session: Session, request: Request, words: str) -> tuple[Daily, Daily]:
    """照人说的设每日一题；返回改前、改后。"""
    was, asked = daily(session, request.home.id), rules.read_daily(words)
    if asked is None:
        raise quizzing.NotATime(example="每日一题 8:30")
    now = was._replace(enabled=asked) if isinstance(asked, bool) else asked
    if now.enabled:
        asking.check_awake(session, request.home.id, now.at)
        close_at = quizzes.setting(session, request.home.id).close_at
        if now.at >= close_at:
            raise rules.TooLate(close_at=close_at)
    put_daily(session, request, now)
    return was, now


def put_daily(session: Session, request: Request, wanted: Daily) -> None:
    """照 wanted 排好。"""
    task, zone = Task(request.home.id, DAILY_JOB), request.home.zone
    quizzes.setting(session, request.home.id).workdays = wanted.workdays
    row = firing.arrange(session, task, {"hour": wanted.at.hour, "minute": wanted.at.minute}, zone, request.now)
    firing.turn(session, row, zone, request.now, enabled=wanted.enabled)


def set_close_time(session: Session, request: Request, at: time) -> time:
    """改公布时间，从下一题起；返回原来的。"""
    asking.check_awake(session, request.home.id, at)
    row, current = quizzes.setting(session, request.home.id), daily(session, request.home.id)
    if current.enabled and current.at >= at:
        raise rules.TooLate(close_at=at)
    was, row.close_at = row.close_at, at
    session.flush()
    return was


def ask_now(session: Session, request: Request, scope: str | None, words: Posed) -> Quiz:
    """马上在群里发一题。"""
    if quizzes.open_quiz(session, request.home.id) is not None:
        raise quizzing.StillOpen
    book = asking.book_named(session, request.home.id, scope or "")
    row = asking.pick(session, request.home.id, book, request.now)
    if row is None:
        raise quizzing.NoQuestion(scope=f"《{book}》" if book else "")
    closes_at = rules.closing(request.now, quizzes.setting(session, request.home.id).close_at)
    quiz = post(session, request.home, row, Opening(rules.SINGLE, closes_at), request.now, words)
    if quiz is None:
        raise rules.NoGroup
    return quiz


def post(
    session: Session, branch: Branch, row: QuestionRow, opening: Opening, now: datetime, words: Posed
) -> Quiz | None:
    """开题，并把题目写进发件箱；支部没有群的为 None。"""
    quiz = asking.ask(session, branch, row, opening, now)
    if quiz is not None:
        weight = Weight.ROUTINE if opening.title == DAILY else Weight.CONFIRMED
        asking.say(session, quiz, words(opening.title, row.question, opening.closes_at, now), weight, now)
    return quiz


def post_daily(session: Session, branch: Branch, now: datetime, words: Posed) -> str:
    """到点发每日一题；不发的返回缘由。碰上未结的题顺延，等它公布了再发。"""
    setting = quizzes.setting(session, branch.id)
    if day_off := _day_off(session, branch, now):
        return day_off
    if quizzes.open_quiz(session, branch.id) is not None:
        setting.deferred_on = now.date()
        session.flush()
        return "群里还有一题没有公布，顺延到公布之后"
    setting.deferred_on = None
    closes_at = now.replace(hour=setting.close_at.hour, minute=setting.close_at.minute, second=0, microsecond=0)
    if closes_at - now < rules.LEAST_OPEN:
        return "离公布时间太近，当天不发了"
    row = asking.pick(session, branch.id, "", now)
    if row is None:
        return "题库里没有能在群里问的题"
    return "" if post(session, branch, row, Opening(DAILY, closes_at), now, words) else "支部没有群"


def _day_off(session: Session, branch: Branch, now: datetime) -> str:
    """今天按设置不发的缘由；照发的为空串。"""
    notices = manners.load(session, branch.id).notices
    if is_holiday(now.date(), notices):
        return "法定节假日，每日一题不发"
    workdays = quizzes.setting(session, branch.id).workdays
    return "不是工作日，按设置不发" if workdays and not is_workday(now.date(), notices) else ""


def answer(session: Session, request: Request, row: Pending, said: str) -> tuple[Question, str | None] | None:
    """记下一个人的答案；回复的是别的消息的不算，为 None；没有看懂的答案为空。返回的题只有题型和选项。"""
    quiz_id: int = row.ref["quiz"]
    if not _means(session, request, quiz_id):
        return None
    shape = Question("", QuestionType(row.ref["type"]), tuple(row.ref["options"]), "")
    choice = read_answer(shape, said)
    if choice is not None:
        quizzes.keep_answer(session, quiz_id, request.actor.member, choice, request.message_id, request.now)
    return shape, choice


def credit(session: Session, request: Request, said: str) -> tuple[Quiz, str] | None:
    """事后读回来的一份作答（Q27）：当时开着、没有截止的才算，公布了的补判、补入账；不算的为 None。"""
    quiz = quizzes.asked_at(session, request.home.id, request.now)
    if quiz is None or not _means(session, request, quiz.id):
        return None
    choice, member_id = read_answer(asking.question_of(session, quiz), said), request.actor.member
    if choice is None or not quizzes.keep_answer(session, quiz.id, member_id, choice, request.message_id, request.now):
        return None
    if quiz.state == QuizState.CLOSED:
        regrading.admit(session, quiz, member_id, Correction(request.act, member_id, request.now))
    return quiz, choice


def _means(session: Session, request: Request, quiz_id: int) -> bool:
    """答的是不是这一题：没有回复哪一条的是；回复了的，要是题目那一条（私下的回复只能是回复助手）。"""
    if request.reply_to is None:
        return True
    pointed = quizzes.quiz_said_in(session, request.home.id, request.reply_to)
    return request.scene is not Scene.GROUP if pointed is None else pointed.id == quiz_id


def undo_answer(session: Session, quiz_id: int, member_id: int, message_id: str) -> bool:
    """撤了那条消息就当没有答；此后又改答过的为假，公布了的拒绝。"""
    quiz = session.get_one(Quiz, quiz_id)
    if quiz.state == QuizState.CLOSED:
        raise rules.AlreadyPublished
    return quizzes.withdraw_answer(session, quiz_id, member_id, message_id)


def publish(session: Session, branch: Branch, quiz: Quiz, act: int, now: datetime) -> Published:
    """公布一题，判答、入账。"""
    question = asking.question_of(session, quiz)
    tallied = asking.publish(session, quiz, act, now)
    asking.resume_daily(session, branch, now)
    return Published(question, quiz.title, tallied.answered, tallied.right)


def publish_now(session: Session, request: Request, words: Words) -> Published:
    """支委现在就公布。"""
    quiz = quizzes.open_quiz(session, request.home.id)
    if quiz is None:
        raise rules.NothingOpen
    if quiz.round_id is not None:
        raise rules.InRound
    result = publish(session, request.home, quiz, request.act, request.now)
    _tell(session, quiz, words(result), Weight.CONFIRMED, request.now)
    return result


def publish_due(session: Session, branch: Branch, quiz_id: int, now: datetime, words: Words) -> Published | None:
    """到点公布；早已公布、撤下的为 None，题目没能发到群里的撤下、不公布。"""
    quiz = session.get_one(Quiz, quiz_id)
    if quiz.state != QuizState.OPEN:
        return None
    if quizzes.delivery_of(session, quiz) in _UNSENT and not quizzes.count_open_answers(session, quiz.id):
        asking.withdraw(session, quiz, now)
        return None
    result = publish(session, branch, quiz, audit.next_act(session, branch.id), now)
    _tell(session, quiz, words(result), Weight.ROUTINE, now)
    return result


def withdraw(session: Session, request: Request, quiz_id: int, words: Callable[[str], str]) -> str:
    """撤下一题，群里说明；返回名目。"""
    quiz = session.get_one(Quiz, quiz_id)
    if quiz.state == QuizState.CLOSED:
        raise rules.AlreadyPublished
    asking.withdraw(session, quiz, request.now)
    _tell(session, quiz, words(quiz.title), Weight.CONFIRMED, request.now)
    asking.resume_daily(session, request.home, request.now)
    return quiz.title


def _tell(session: Session, quiz: Quiz, text: str, weight: Weight, now: datetime) -> None:
    notice = Notice(f"{quiz.key}:result", "quiz_result", f"{quiz.title}公布", text, now + quizzing.RESULT_FOR, weight)
    letters.to_group(session, quiz.branch_id, notice, now)


def todays(session: Session, request: Request) -> tuple[Quiz, Question, str | None] | None:
    """今天的题（正开着的优先）和本人的答案；没有为 None。"""
    quiz = quizzes.open_quiz(session, request.home.id) or quizzes.latest(session, request.home.id, request.day)
    if quiz is None:
        return None
    row = session.get(QuizAnswer, (quiz.id, request.actor.member))
    return quiz, asking.question_of(session, quiz), row.choice if row else None


def pointed_question(session: Session, request: Request) -> Question | None:
    """“出处”问的是哪一题：回复的那一题，私下刚练过的，群里刚公布的；都不是为 None，没公布的拒绝。"""
    branch_id, since = request.home.id, request.now - rules.EXPLAINED_FOR
    if request.reply_to is not None:
        quiz = quizzes.quiz_said_in(session, branch_id, request.reply_to)
        return _published_question(session, quiz, request) if quiz else None
    quiz = quizzes.latest(session, branch_id)
    shown = quiz.closed_at if quiz and quiz.closed_at and quiz.closed_at >= since else None
    practised = practice.last_answered(session, request.actor.member, since) if request.group_id is None else None
    if practised is not None and (shown is None or practised[1] >= shown):
        return session.get_one(QuestionRow, practised[0]).question
    if quiz is not None and (shown is not None or quiz.state == QuizState.OPEN):
        return _published_question(session, quiz, request)
    return None


def _published_question(session: Session, quiz: Quiz, request: Request) -> Question:
    if quiz.state == QuizState.OPEN:
        raise rules.NotYetPublished(at=quiz.closes_at.astimezone(request.now.tzinfo))
    return asking.question_of(session, quiz)
