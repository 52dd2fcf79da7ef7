"""自带的题：启动时收进库里；题目文件、现行法规没有变，只比一个总指纹。"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from core.domain.questions import load_seed
from core.domain.regulations import REGULATIONS
from core.store import question_bank

FOLDER = Path(__file__).resolve().parents[2] / "data" / "seed" / "questions"


def digest_of(folder: Path) -> str:
    """一个目录里题目文件的总指纹；法规修订了也算变：出处过时的要停下来。"""
    digest = sha256(repr(REGULATIONS).encode())
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sow(session: Session, now: datetime, folder: Path = FOLDER) -> bool:
    """收下自带的题；没有变化的什么也不做，返回假。"""
    digest = digest_of(folder)
    if question_bank.sown(session) == digest:
        return False
    question_bank.sow(session, load_seed(folder), digest, now)
    return True
