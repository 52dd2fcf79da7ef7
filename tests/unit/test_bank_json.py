"""JSON、JS 写的题库。"""

# ruff: noqa: E501 小样照原样写，不折行

import pytest

from tests.unit.bank import found, of_text, wanted

LAYOUTS = {
    "键是中文": (
        (
            '[{"题目":"党的根本宗旨是（ ）","选项":["为人民服务","为自己服务"],"答案":"A","题型":"单选题"},'
            '{"题目":"党员有权利也有义务","答案":"正确","题型":"判断题"}]'
        ),
        "single A 为人民服务|为自己服务 # 党的根本宗旨是（ ）\njudge 对 # 党员有权利也有义务",
    ),
    "外面包着一层，选项是字典": (
        (
            '{"code":0,"questions":[{"stem":"四个自信不包括","options":{"A":"道路自信","B":"理论自信","C":"盲目自信"},"answer":"C","analysis":"略去"},'
            '{"stem":"两个维护有几个方面","options":{"A":"一个","B":"两个"},"answer":["B"]}]}'
        ),
        "single C 道路自信|理论自信|盲目自信 # 四个自信不包括\nsingle B 一个|两个 # 两个维护有几个方面",
    ),
    "答案是从 0 数的序号": (
        (
            '[{"question":"甲题问什么","options":["一","二","三"],"answer":0},{"question":"乙题问什么","options":["一","二","三"],"answer":2},'
            '{"question":"丙题问什么","options":["一","二","三"],"answer":[0,1]}]'
        ),
        "single A 一|二|三 # 甲题问什么\nsingle C 一|二|三 # 乙题问什么\nmultiple AB 一|二|三 # 丙题问什么",
    ),
    "答案是从 1 数的序号": (
        '[{"question":"甲题问什么","options":["一","二","三"],"answer":3},{"question":"乙题问什么","options":["一","二","三"],"answer":1}]',
        "single C 一|二|三 # 甲题问什么\nsingle A 一|二|三 # 乙题问什么",
    ),
    "选项自己标着对错": (
        (
            '{"data":{"list":[{"title":"党的纪律是","choices":[{"text":"铁的纪律","isCorrect":true},{"text":"软的纪律","isCorrect":false}]},'
            '{"title":"党组织的类型有","choices":[{"text":"党委","isCorrect":true},{"text":"总支","isCorrect":true},{"text":"工会","isCorrect":false}]}]}}'
        ),
        "single A 铁的纪律|软的纪律 # 党的纪律是\nmultiple AB 党委|总支|工会 # 党组织的类型有",
    ),
    "按题型分组": (
        (
            '{"单选题":[{"题干":"党的生日","A":"七一","B":"八一","答案":"A"}],"判断题":[{"题干":"党员要过组织生活","答案":"√"}],'
            '"填空题":[{"题干":"党的宗旨是为____服务","答案":["人民"]}]}'
        ),
        "single A 七一|八一 # 党的生日\njudge 对 # 党员要过组织生活\nblank 人民 # 党的宗旨是为____服务",
    ),
    "JS，键不带引号": (
        (
            "// 题库\nconst bank = [\n  { id: 1, title: '党的指导思想', options: ['A. 甲', 'B. 乙',], answer: 'B', },\n"
            "  { id: 2, title: `党的路线`, options: ['A. 丙', 'B. 丁'], answer: ['A', 'B'] },\n];\nmodule.exports = bank;"
        ),
        "single B 甲|乙 # 党的指导思想\nmultiple AB 丙|丁 # 党的路线",
    ),
    "一行一个对象": (
        '{"q":"党的作风建设永远在路上","options":[],"answer":true}\n{"q":"党员可以信仰宗教","options":[],"answer":false}',
        "judge 对 # 党的作风建设永远在路上\njudge 错 # 党员可以信仰宗教",
    ),
    "题干作键": (
        '{"中国共产党成立于（ ）年":"1921","遵义会议召开于（ ）年":"1935"}',
        "blank 1921 # 中国共产党成立于（ ）年\nblank 1935 # 遵义会议召开于（ ）年",
    ),
    "一段文字里的选项": (
        '[{"topic":"党费比例最高是","options":"A.2%|B.3%|C.5%","rightAnswer":"A"},{"topic":"党龄从何时算起","options":"转正之日|入党之日","rightAnswer":"转正之日"}]',
        "single A 2%|3%|5% # 党费比例最高是\nsingle A 转正之日|入党之日 # 党龄从何时算起",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_records_are_read_whatever_their_keys(name: str) -> None:
    text, expected = LAYOUTS[name]
    assert found(of_text(text)) == wanted(expected)


def test_the_line_of_a_record_is_where_its_stem_stands() -> None:
    reading = of_text(
        '[\n  {\n    "question": "甲题是什么（ ）",\n    "answer": "一"\n  },\n  {\n    "question": "乙题是什么（ ）"\n  }\n]'
    )
    assert reading is not None
    assert [item.line for item in reading.questions] == [3]


@pytest.mark.parametrize(
    "text", ['{"version": 1, "names": ["甲", "乙"]}', "[1, 2, 3]", '[{"name": "张三", "qq": "12345"}]', "{"]
)
def test_other_data_is_no_bank(text: str) -> None:
    assert of_text(text) is None
