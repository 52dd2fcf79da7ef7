"""题库的话术。"""

from collections.abc import Iterable, Mapping, Sequence

from core.domain.attachments import Cell, Sheet, Workbook
from core.domain.dialogue import PastAct, Record, Reply
from core.domain.questions import LETTERS, Question, QuestionType, shown_answer, shown_numbers, spans

from .rules import KIND_NAMES, PASTED, BankFile, Entry, Fault, Kept, Preview, sources_of, types_of

_SHOWN_PLACES, _SHOWN_REASONS = 12, 30
_FEWEST_OPTIONS = 6
_DIFFICULTIES = {1: "易", 2: "中", 3: "难"}
_CAN_READ = ".xlsx .xls .csv .docx .txt .md .json"


def how_to() -> Reply:
    """怎样把题库给助手。"""
    text = (
        f"请把题库文件（{_CAN_READ}）直接发给我，私聊、群里都行；或在 30 分钟内把题贴在下一条消息里。\n"
        "每题写明题干、选项、答案，最好有出处，如《中国共产党章程》第八条（2022年）；没有出处的先作草稿。"
        "要表格样子请发“题库模板”，不导入了请发“取消”。"
    )
    return Reply(text, private=True)


def preview(found: Preview) -> Reply:
    """导入之前的预览，什么都还没改。"""
    file = found.file
    lines = [_read(file), *_repeats(found), *_sources(found.fresh), *file.notes, *_conflicts(found), *faults(file)]
    if found.fresh:
        tail = f"现在还没有改动。确认导入这 {len(found.fresh)} 题请在 30 分钟内发“确认导入”，不导入发“取消”。"
    else:
        tail = "没有新题，题库没有改动。"
    enclosed = _fault_table(file) if len(_grouped(file.faults)) > _SHOWN_REASONS else None
    return Reply("\n".join([*lines, tail]), private=True, file=enclosed)


def _read(file: BankFile) -> str:
    name = file_name(file.name) if file.name != PASTED else "贴来的文字"
    if not file.entries:
        return f"{name}没有读出可用的题。"
    return f"{name}读出 {len(file.entries)} 题：{_kinds(types_of(file.entries))}。"


def file_name(name: str) -> str:
    """说给人听的文件名；贴来的没有文件名。"""
    return f"“{name}”" if name != PASTED else f"（{name}）"


def _kinds(counts: Mapping[QuestionType, int]) -> str:
    return "，".join(f"{name} {counts[kind]}" for kind, name in KIND_NAMES.items() if counts.get(kind))


def _repeats(found: Preview) -> list[str]:
    said = [f"文件里重复 {found.file.repeated} 题"] if found.file.repeated else []
    said += [f"题库里已有 {found.known} 题"] if found.known else []
    return [f"{'，'.join(said)}，都不再收；新题 {len(found.fresh)} 题。"] if said else []


def _sources(fresh: Sequence[Entry]) -> list[str]:
    """出处怎样：有出处才能用，旧版的先停着。"""
    found = sources_of(fresh)
    said = [f"没有出处的 {found.missing} 题"] if found.missing else []
    said += [f"出处没有写到第几条的 {found.vague} 题"] if found.vague else []
    lines = [f"{'，'.join(said)}，收进来先作草稿，练习和推送不用。"] if said else []
    if found.old:
        lines.append(f"出处是旧版法规的 {len(found.old)} 题（{_places(found.old)}），收进来先停用，请照现行版本核对。")
    if found.unsure:
        lines.append(
            f"出处没有写年份、而新旧版条号不同的 {len(found.unsure)} 题（{_places(found.unsure)}），"
            "收进来先停用，请补上年份。"
        )
    return lines


def _conflicts(found: Preview) -> list[str]:
    if not found.conflicts:
        return []
    listed = "；".join(
        f"{_place(entry.sheet, entry.line)}（Q{number}）" for entry, number in found.conflicts[:_SHOWN_PLACES]
    )
    more = f"等 {len(found.conflicts)} 题" if len(found.conflicts) > _SHOWN_PLACES else ""
    how = f"题库没有改；确要改的，请发“更正答案 Q{found.conflicts[0][1]} B”这样的话。"
    return [f"与题库里是同一道题、答案却不同：{listed}{more}。{how}"]


def faults(file: BankFile) -> list[str]:
    """全部毛病：一样的原因合在一行，行号都列出来。"""
    grouped = _grouped(file.faults)
    if not grouped:
        return []
    lines = [f"{places}：{reason}" for reason, places in grouped[:_SHOWN_REASONS]]
    more = len(grouped) - _SHOWN_REASONS
    tail = [f"还有 {more} 种毛病，全部列在随后的表格里。"] if more > 0 else []
    return [f"有毛病、没有算进去的 {len(file.faults)} 处：", *lines, *tail]


def _grouped(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """（原因，在哪几行）。"""
    found: dict[tuple[str, str], list[int]] = {}
    for one in faults:
        found.setdefault((one.reason, one.sheet), []).append(one.line)
    return [(reason, f"{_sheet(sheet)}第 {_lines(lines)} 行") for (reason, sheet), lines in found.items()]


def _lines(numbers: Sequence[int]) -> str:
    """1、2、3、7 写成“1—3、7”。"""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number, number])
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in spans)


def _places(entries: Sequence[Entry]) -> str:
    sheets: dict[str, list[int]] = {}
    for one in entries:
        sheets.setdefault(one.sheet, []).append(one.line)
    return "，".join(f"{_sheet(sheet)}第 {_lines(lines)} 行" for sheet, lines in sheets.items())


def _place(sheet: str, line: int) -> str:
    return f"{_sheet(sheet)}第 {line} 行"


def _sheet(name: str) -> str:
    return f"“{name}”" if name else ""


def _fault_table(file: BankFile) -> Workbook:
    rows = [(one.sheet, one.line, one.reason) for one in file.faults]
    return Workbook("题库毛病.xlsx", (Sheet("毛病", ("表", "行", "原因"), rows),))


def cancelled() -> Reply:
    """不导入了。"""
    return Reply("好的，这份题不导入，题库没有改动。", private=True)


def imported(name: str, counts: Mapping[str, int], drafts: Sequence[int] = ()) -> Reply:
    """导入好了。"""
    total = sum(counts.values())
    if not total:
        return Reply("没有新题，题库没有改动。", private=True)
    kinds = _kinds({QuestionType(kind): count for kind, count in counts.items()})
    # 题上记着是哪一次操作收进来的，撤销不用别的
    record = Record(f"导入题库{file_name(name)} {total} 题", undo={})
    text = f"已导入 {total} 题：{kinds}。看题库发“题库统计”，整批收回发“撤销”。{_how_to_source(drafts)}"
    return Reply(text, private=True, record=record)


def _how_to_source(drafts: Sequence[int]) -> str:
    """缺出处的怎样一并补上。"""
    if not drafts:
        return ""
    first, last = spans(drafts)[0]
    some = f"Q{first}" if first == last else f"Q{first}至Q{last}"
    return (
        f"\n其中缺出处的 {len(drafts)} 题（{shown_numbers(drafts)}）是草稿："
        "同出一条的发“这批出处 《法规》第X条（年份）”，"
        f"一段一段补的发“更正出处 {some} 《法规》第X条（年份）”，核对过要用的发“允许 {some}”。"
    )


def exported(kept: Sequence[Kept]) -> Reply:
    """导出的题库：原样再传回来，没有新题。"""
    if not kept:
        return Reply("题库里还没有题。", private=True)
    text = f"题库共 {len(kept)} 题，连同停用的、草稿，都在随后的表格里。改好以后可以直接发回来，只收新题。"
    return Reply(text, private=True, file=_table("题库.xlsx", kept))


def template(samples: Sequence[Kept]) -> Reply:
    """导入用的表格样子。"""
    text = (
        "请照随后的表格填好发回来，一行一题：题型、题干、选项、答案必填，出处写明法规、第几条和年份；"
        "填空题每一空写四个下划线，几个空的答案用分号隔开。表里的几题是样子，题库里已有，不会重复收。"
    )
    return Reply(text, private=True, file=_table("题库模板.xlsx", samples))


def _table(name: str, kept: Sequence[Kept]) -> Workbook:
    most = max(_FEWEST_OPTIONS, *(len(one.question.options) for one in kept), 0)
    options = [f"选项{letter}" for letter in LETTERS[:most]]
    header = ("题型", "题干", *options, "答案", "解析", "出处", "适用", "标签", "难度", "题号")
    return Workbook(name, (Sheet("题库", header, [_row(one, most) for one in kept]),))


def _row(kept: Kept, options: int) -> list[Cell]:
    one = kept.question
    blank: list[Cell] = [None] * (options - len(one.options))
    return [
        f"{KIND_NAMES[one.type]}题",
        one.stem,
        *one.options,
        *blank,
        _answer(one),
        one.explanation,
        str(one.source or ""),
        "、".join(one.audience),
        "、".join(one.tags),
        _DIFFICULTIES[one.difficulty],
        kept.number,
    ]


def _answer(question: Question) -> str:
    if question.blanks:
        return "；".join(" / ".join(said) for said in question.blanks)
    return shown_answer(question)


def import_undone(act: PastAct) -> Record:
    """整批收回了。"""
    return Record(f"{act.summary}，整批收回，题库里不再有这些题")


def figures(counts: Sequence[tuple[int, str, str, str, int]]) -> Reply:
    """题库里有多少题。counts 的各行是 owner、状态、题型、法规、题数。"""
    usable = [one for one in counts if one[1] in {"live", "allowed"}]
    states = {"draft": "草稿（没有出处）", "stopped": "停用", "outdated": "出处过时、暂停使用"}
    kinds: dict[QuestionType, int] = {}
    regulations: dict[str, int] = {}
    for _, _, kind, regulation, count in usable:
        kinds[QuestionType(kind)] = kinds.get(QuestionType(kind), 0) + count
        regulations[regulation] = regulations.get(regulation, 0) + count
    total, own = sum(one[-1] for one in usable), sum(one[-1] for one in usable if one[0])
    lines = [f"题库里能用的 {total} 题（自带 {total - own}，本支部 {own}）：{_kinds(kinds)}。"]
    for state, name in states.items():
        if number := sum(one[-1] for one in counts if one[1] == state):
            lines.append(f"{name} {number} 题")
    lines.append("按法规：")
    most = sorted(regulations.items(), key=lambda one: (-one[1], one[0]))
    lines += [f"《{name}》{count} 题" if name else f"没有出处、支委点名允许的 {count} 题" for name, count in most]
    return Reply("\n".join(lines), private=True)
