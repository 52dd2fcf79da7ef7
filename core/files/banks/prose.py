"""一行行的文字读成题目：题号、选项、答案、解析各在哪一行，答案是不是写在章末。"""

import re

from core.domain.questions import LETTERS

from . import answers, keys, labels, options
from .body import Body, said_in, unlabelled
from .outline import GAP_MARK, Line, Outline, lines_of
from .shapes import Draft
from .words import ANSWER, EXPLANATION, KIND, SOURCE, kind_of, verdict

_CHAPTER = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}(?:章|节|部分|单元|讲|篇|专题|套)|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|#{1,6}\s)"
)
_PART = re.compile(r"^第[一二三四五六七八九十百\d]{1,4}(?:章|部分|单元|篇|编)(?:\s|[:：、]|$)")
_LONGEST_CHAPTER = 40
_MOST = 10_000


def read(text: str) -> list[Draft]:
    """读一篇文字。"""
    return read_lines(lines_of(text))


def read_lines(lines: list[Line], *, numbered: bool | None = None) -> list[Draft]:
    """读分好的各行；numbered 指明是不是以题号分题，不指明就看全篇。"""
    outline = Outline(lines)
    if numbered is not None:
        outline.numbered = numbered and bool(outline.form)
    reader = _Reader(outline)
    for at in range(len(lines)):
        reader.feed(at)
    return reader.finish()


class _Reader:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.drafts: list[Draft] = []
        self.keys: list[keys.Key] = []
        self.body: Body | None = None
        self.kind, self.pending, self.kind_leads = "", "", False
        self.section, self.last, self.point, self.at = 0, 0, 0, 0
        self.in_key, self.headed = False, False

    @property
    def line(self) -> Line:
        return self.outline.lines[self.at]

    @property
    def phase(self) -> str:
        return self.body.phase if self.body else ""

    def feed(self, at: int) -> None:
        self.at = at
        line = self.line
        if self._is_heading(line) or self._is_key(line):
            return
        if line.labelled and not self.in_key:
            end, number = line.labelled
            fresh = self.body is not None and self.body.draft == Draft(
                self.body.draft.line, number=self.last, section=self.section, kind=self.body.draft.kind
            )
            if not fresh:
                self._start(number or self.last + 1)
            self._write(line.text[end:])
        elif self._starts(line):
            self._start(line.numbered.value if line.numbered else 0)
            self._write(line.text[line.numbered.end :] if line.numbered else line.text)
        elif self.in_key:
            self._key_text(line)
        elif self._is_chapter(line):
            self.body, self.headed = None, True
        else:
            self._write(line.text)

    # 大题的标题、章节、答案表

    def _is_heading(self, line: Line) -> bool:
        found = line.heading
        if found is None or (self.phase == "options" and line.text[:1] in LETTERS):
            return False
        self.kind, self.section, self.headed = found.kind, self.section + 1, True
        self.body = None
        if found.is_key or (self.in_key and self._key_follows()):
            self.in_key = True
            self._open_key(found.kind)
            if found.rest:
                self.keys[-1].entries += keys.entries(found.rest)
        else:
            self.in_key = False
        return True

    def _key_follows(self) -> bool:
        """下一行还是答案表，不是又一章的题。"""
        following = self.outline.lines[self.at + 1 : self.at + 2]
        if not following:
            return False
        if keys.entries(following[0].text):
            return True
        return (
            self.outline.ahead(self.at + 1) == ""
            and bool(following[0].numbered)
            and not GAP_MARK.search(following[0].text)
        )

    def _open_key(self, kind: str) -> None:
        self.keys.append(keys.Key(kind, [], len(self.drafts)))

    def _is_key(self, line: Line) -> bool:
        found = keys.entries(line.text)
        if not found and self.at + 1 < len(self.outline.lines):
            found = keys.table(line.text, self.outline.lines[self.at + 1].text)
        sure = len(found) > 1 or (found and self.in_key)
        if sure and self.drafts:
            self._key(found)
            return True
        if keys.table(self.outline.lines[self.at - 1].text, line.text):
            return True
        if not self.drafts or not labels.key_head(line.text) or not self._is_key_head():
            return False
        self.body, self.in_key = None, True
        self._open_key("")
        return True

    def _is_key_head(self) -> bool:
        following = self.outline.lines[self.at + 1 : self.at + 3]
        if not following:
            return False
        after = following[-1] if _PART.match(following[0].text) else following[0]
        if keys.entries(after.text) or after.heading:
            return True
        numbered = after.numbered is not None and after.numbered.value == 1 and self.last > 0
        return numbered and sum(not draft.answer for draft in self.drafts[-5:]) > 1

    def _key(self, found: list[tuple[int, str]]) -> None:
        part = keys.part_of(self.line.text)
        if not self.in_key or not self.keys or part:
            self._open_key(part[0] if part else "")
            self.keys[-1].part = keys.ordinal_of(self.line.text)
        self.body, self.in_key = None, True
        self.keys[-1].entries += found

    def _key_text(self, line: Line) -> None:
        """答案表里的文字答案：一题一行，或接着上一题。"""
        into = self.keys[-1].entries
        if line.numbered and line.numbered.form != "circled":
            body = labels.segments(line.text[line.numbered.end :])
            said = next((one.text for one in body if one.role in (labels.TEXT, ANSWER) and one.text), "")
            self.keys[-1].notes[len(into)] = " ".join(one.text for one in body if one.role == EXPLANATION)
            into.append((line.numbered.value, said))
        elif into and not labels.key_head(line.text):
            number, said = into[-1]
            if len(said) < _MOST and not answers.letters_in(said) and not verdict(said):
                into[-1] = (number, f"{said}\n{line.text}")

    def _is_chapter(self, line: Line) -> bool:
        if (
            not _CHAPTER.match(line.text)
            or len(line.text) > _LONGEST_CHAPTER
            or GAP_MARK.search(line.text)
            or line.answers
        ):
            return False
        following = self.outline.lines[self.at + 1 : self.at + 2]
        if following and following[0].heading and _PART.match(line.text):
            return True
        if not following or (self.phase == "stem" and not line.gap):
            return False
        after = following[0].numbered
        if after is None or after.form != self.outline.form:
            return bool(following[0].heading) or line.text.startswith("#")
        return after.value in (1, self.last + 1)

    # 题目从哪里开始

    def _starts(self, line: Line) -> bool:
        found = line.numbered
        if found is None or not self.outline.numbered:
            return False
        if found.form != self.outline.form and not self._other_form(line):
            return False
        ahead = self.outline.ahead(self.at) or ("options" if options.whole(line.text) or line.answers else "")
        if self.in_key:
            if not ahead:
                return False
            self.in_key = False
            return True
        return self._expected(found.value, line, ahead=bool(ahead))

    def _other_form(self, line: Line) -> bool:
        """别的写法的题号：刚换了一大题，或后面就跟着选项、答案。"""
        if line.numbered is None or line.numbered.form in ("space", "circled", "han"):
            return False
        if (
            self.outline.form == "dot"
            and line.numbered.form in ("title", "half")
            and line.numbered.value == self.last + 1
        ):
            return True
        return line.numbered.value in (1, self.last + 1) and (
            self.headed or (self.phase in ("options", ANSWER) and bool(self.outline.ahead(self.at)) and self.last > 0)
        )

    def _expected(self, value: int, line: Line, *, ahead: bool) -> bool:
        wordy = self.body is not None and (self.phase in (EXPLANATION, SOURCE) or self.body.wordy)
        if self.headed or self.body is None:
            return True
        if wordy and not ahead and not line.answered:
            listed = value == self.point + 1 and not (
                value == self.last + 1 and (self.point == 0 or GAP_MARK.search(line.text))
            )
            if listed:
                self.point = value
                return False
        if value == self.last + 1 or ahead or line.answered:
            return True
        return not wordy if value != 1 else self.phase not in ("stem", "") and not wordy

    def _start(self, number: int) -> None:
        if number <= self.last and not self.headed and self.outline.numbered:
            self.section += 1
        self.last, self.point, self.headed, self.in_key = number, 0, False, False
        draft = Draft(self.line.number, number=number, section=self.section, kind=self.kind, answer=self.line.answered)
        named = kind_of(self.line.tag) or self.pending
        draft.kind, self.pending = named or draft.kind, ""
        self.drafts.append(draft)
        self.body = Body(draft, self.outline)

    # 一题之内

    def _write(self, text: str) -> None:
        for segment in labels.segments(text):
            if segment.role == labels.TEXT:
                self._text(segment.text)
            elif segment.role == KIND:
                self._kind(kind_of(segment.text))
            elif segment.role == ANSWER and self.drafts and len(found := keys.entries(segment.text)) > 1:
                self._key(found)
            elif self.body:
                self.body.labelled(segment)
                self.point = int(
                    segment.role == ANSWER and segment.text[:1] == "1" and segment.text[1:2] in tuple(".、．)）")
                )

    def _kind(self, kind: str) -> None:
        self.kind_leads = self.kind_leads or self.body is None
        if self.kind_leads or self.body is None:
            self.pending = kind
        else:
            self.body.draft.kind = kind or self.body.draft.kind

    def _text(self, text: str) -> None:
        if not text or (self.body and self.body.text(text, self.at)):
            return
        if not self.outline.numbered and not self.outline.labelled:
            self._start(self.last + 1)
            if self.body:
                self.body.text(text, self.at)

    def finish(self) -> list[Draft]:
        """答案归位；没有题号的文字里，什么都不带的那些行不是题。"""
        keys.assign(self.drafts, self.keys)
        kept = [draft for draft in self.drafts if draft.answer or draft.options or self._is_question(draft)]
        for draft in kept:
            unlabelled(draft)
        return kept

    def _is_question(self, draft: Draft) -> bool:
        if self.outline.numbered or self.outline.labelled:
            return True
        return said_in(draft.stem) or bool(GAP_MARK.search(draft.stem)) or options.whole(draft.stem) is not None
