"""榜的话术和卡片。"""

from datetime import date

from core.domain import collective, ranking
from core.domain.attachments import Card
from core.domain.calendar import Span
from core.domain.collective import FOOT, Overview
from core.domain.dialogue import Reply

from .rules import LABELS

HEADING = "较为积极的同志"


def board(branch: str, span: Span, today: date, seen: Overview) -> Reply:
    """先集体数字，再积分在前的几位；卡片上是同样的数。"""
    label, days = LABELS[span.period], collective.spoken_days(span.start, today)
    if seen.figures.is_empty:
        return Reply(f"【{branch}】{label}（{days}）还没有记录。自愿参加，想参加时发“打卡”即可。")
    lines = [f"【{branch}】{label}学习情况（{days}）", f"{collective.spoken(seen.figures)}。"]
    if seen.places:
        lines.append(f"{HEADING}：{ranking.spoken(seen.places)}。")
    lines.append(f"{FOOT}{'；不愿列名请发“不参加排名”' if seen.places else ''}。")
    data = {"title": f"{label}学习情况", "branch": branch, "range": f"{span.start.year}年{days}"}
    return Reply("\n".join(lines), card=Card("rankings/board", data | seen.shown(HEADING)))
