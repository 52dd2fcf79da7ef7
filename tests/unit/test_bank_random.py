"""随机的题目，随机的写法，写出来再读回来是一样的。"""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.bank import found, of_rows, of_text

WORDS = st.text("党章支部委员会纪律宗旨发展学习监督服务群众组织", min_size=4, max_size=12)
CHOICES = st.lists(WORDS, min_size=3, max_size=5, unique=True)
NUMBERS = st.sampled_from(["{}.", "{}、", "{}．", "({})", "第{}题 "])
LABELS = st.sampled_from(["{}. ", "{}、", "{}．", "({})", "{}: "])
SAID = st.sampled_from(["答案：{}", "正确答案: {}", "【答案】{}", "参考答案：{}。"])
GAPS = st.sampled_from(["\n", "  ", "\t"])


@st.composite
def questions(draw: st.DrawFn) -> list[tuple[str, list[str], str]]:
    """几道选择题：题干、选项、答案。"""
    stems = draw(st.lists(WORDS, min_size=2, max_size=6, unique=True))
    made = []
    for stem in stems:
        options = draw(CHOICES)
        right = draw(st.sets(st.sampled_from("ABCDE"[: len(options)]), min_size=1))
        made.append((f"关于{stem}的说法正确的是（ ）", options, "".join(sorted(right))))
    return made


def expected(asked: list[tuple[str, list[str], str]]) -> list[str]:
    return [
        f"{'multiple' if len(answer) > 1 else 'single'} {answer} {'|'.join(options)} # {stem.removesuffix('（ ）')}"
        for stem, options, answer in asked
    ]


@settings(max_examples=60, deadline=None)
@given(questions(), NUMBERS, LABELS, SAID, GAPS)
def test_text_written_and_read_back_is_the_same(
    asked: list[tuple[str, list[str], str]], number: str, label: str, said: str, gap: str
) -> None:
    text = ""
    for at, (stem, options, answer) in enumerate(asked, 1):
        shown = gap.join(label.format("ABCDE"[index]) + option for index, option in enumerate(options))
        text += f"{number.format(at)}{stem}\n{shown}\n{said.format(answer)}\n"
    assert found(of_text(text)) == expected(asked)


@settings(max_examples=60, deadline=None)
@given(questions(), st.permutations(["题目", "答案", "A", "B", "C", "D", "E"]))
def test_a_table_written_and_read_back_is_the_same(asked: list[tuple[str, list[str], str]], columns: list[str]) -> None:
    columns = [*sorted(one for one in columns if one.isascii()), *(one for one in columns if not one.isascii())]
    rows = [columns]
    for stem, options, answer in asked:
        cells = {"题目": stem, "答案": answer} | dict(zip("ABCDE", options, strict=False))
        rows.append([cells.get(column, "") for column in columns])
    assert found(of_rows(rows)) == expected(asked)
