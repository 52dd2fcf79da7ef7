"""运维的口令：只看，不改什么。"""

from pathlib import Path

from sqlalchemy.orm import Session

from core import VERSION
from core.chat import platform
from core.chat.router import Router, Spec
from core.domain.checkup import Machine
from core.domain.dialogue import Reply, Request
from core.domain.permission import Action

from . import service, texts

router = Router(Path(__file__).parent)
TOPIC = "运维"


@router.query(
    Spec(
        "状态",
        Action.OPERATE,
        about="在线账号、待发、备份、磁盘",
        topic=TOPIC,
        where="private",
        branchless=True,
        fetch=platform.outlook,
    )
)
def show_status(request: Request, session: Session, machine: Machine) -> Reply:
    """此刻的情形。"""
    return texts.status(machine, service.counts(session, request.now), request.now, VERSION)


@router.query(
    Spec(
        "自检",
        Action.OPERATE,
        about="逐项查一遍，不对的说明改哪一项设置",
        topic=TOPIC,
        where="private",
        branchless=True,
        fetch=platform.examined,
    )
)
def examine(_request: Request, _session: Session, machine: Machine) -> Reply:
    """逐项的结论。"""
    return texts.findings(machine)


@router.query(
    Spec(
        "备份情况",
        Action.OPERATE,
        about="上次备份在什么时候，怎样手工备份",
        topic=TOPIC,
        where="private",
        branchless=True,
        fetch=platform.outlook,
    )
)
def show_backup(_request: Request, _session: Session, machine: Machine) -> Reply:
    """备份。"""
    return texts.backup(machine)


@router.query(
    Spec("恢复备份", Action.OPERATE, about="怎样恢复", topic=TOPIC, where="private", branchless=True, listed="no")
)
def explain_restore(_request: Request, _session: Session) -> Reply:
    """恢复。"""
    return texts.restore()


@router.query(
    Spec("支部列表", Action.OPERATE, about="有哪些支部、各多少人", topic=TOPIC, where="private", branchless=True)
)
def list_branches(_request: Request, session: Session) -> Reply:
    """有哪些支部。"""
    return texts.branches(*service.branches(session))
