"""榜的规则：说的是哪一期。列谁、列几位的规则在 core.domain.ranking。"""

from core.domain.calendar import Period

PERIOD_NAMES: dict[str, Period] = {
    "本周": Period.WEEK,
    "这周": Period.WEEK,
    "本月": Period.MONTH,
    "这个月": Period.MONTH,
    "本季度": Period.QUARTER,
    "这个季度": Period.QUARTER,
    "本季": Period.QUARTER,
    "今年": Period.YEAR,
    "本年": Period.YEAR,
    "全年": Period.YEAR,
    "年度": Period.YEAR,
}
LABELS = {Period.WEEK: "本周", Period.MONTH: "本月", Period.QUARTER: "本季度", Period.YEAR: "今年"}
