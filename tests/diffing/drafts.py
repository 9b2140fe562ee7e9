"""Random official texts for the property tests: articles, items, tables, and edits of them."""

from hypothesis import strategies as st

WORDS = (
    "重点排放单位", "配额", "清缴", "核查机构", "生态环境主管部门", "年度报告", "技术规范",
    "应当", "可以", "不得", "按照规定", "报送", "监督管理", "碳排放权", "交易", "有关部门",
    "信息", "并", "向社会公开", "以及",
)  # fmt: skip
FIGURES = st.one_of(
    st.integers(1, 90).map("{}万元".format),
    st.integers(1, 99).map("不低于{}%".format),
    st.integers(2021, 2030).map("{}年12月31日前".format),
    st.sampled_from("二三四五六七").map("{}十个工作日内".format),
    st.integers(2, 9).map("10{}吨".format),
)
PHRASE = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map("".join)
CLAUSE = st.lists(st.one_of(PHRASE, PHRASE, FIGURES), min_size=1, max_size=4).map(
    lambda parts: "，".join(parts) + "。"
)
ITEM = st.builds("（{}）{}".format, st.sampled_from("一二三四"), CLAUSE)
ROW = st.lists(st.one_of(st.sampled_from(WORDS), FIGURES), min_size=2, max_size=4).map("\t".join)
HEADING = st.sampled_from(
    ["第一章 总则", "一、总体要求", "附件1", "关于配额清缴的通知", "各有关单位："]
)
PART = st.one_of(
    CLAUSE,
    st.lists(CLAUSE, min_size=1, max_size=3).map("\n".join).map("第{}条 {{}}".format("#").format),
    st.builds("第#条 {}\n{}".format, CLAUSE, st.lists(ITEM, min_size=1, max_size=3).map("\n".join)),
    st.lists(ROW, min_size=1, max_size=4).map("\n".join),
    HEADING,
)
PART = st.one_of(PART, st.deferred(lambda: TABLE))
PARTS = st.lists(PART, min_size=1, max_size=9)
TABLE = st.lists(st.tuples(st.sampled_from(WORDS), FIGURES, FIGURES), min_size=2, max_size=5).map(
    lambda rows: "\n".join("\t".join(row) for row in [("单位", "配额", "排放"), *rows])
)
KINDS = ("move", "delete", "insert", "edit", "break", "merge", "column")
NUMERALS = "一二三四五六七八九"


def numbered(parts: list[str]) -> str:
    """The parts as a text, its articles numbered in order."""
    found = []
    article = 0
    for part in parts:
        article += "#" in part
        found.append(part.replace("#", _numeral(article)))
    return "\n".join(found)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return lead + (NUMERALS[ones - 1] if ones else "")


@st.composite
def with_column(draw: st.DrawFn, table: str) -> str:
    """The table with a column more, or one less."""
    rows = [row.split("\t") for row in table.split("\n")]
    at = draw(st.integers(0, 2))
    add = draw(st.booleans())
    for number, row in enumerate(rows):
        row[at : at + (not add)] = [draw(FIGURES) if number else "核查量"] if add else []
    return "\n".join("\t".join(row) for row in rows)


@st.composite
def edited(draw: st.DrawFn, parts: list[str]) -> list[str]:
    """The parts with some of them moved, taken out, put in, rewritten, split or merged."""
    found = list(parts)
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(KINDS))
        if kind == "insert" or not found:
            found.insert(draw(st.integers(0, len(found))), draw(PART))
            continue
        at = draw(st.integers(0, len(found) - 1))
        part = found.pop(at)
        if kind == "move":
            found.insert(draw(st.integers(0, len(found))), part)
        elif kind != "delete":
            found.insert(at, draw(rewritten(part, kind)))
    return found


@st.composite
def rewritten(draw: st.DrawFn, part: str, kind: str) -> str:
    """The part edited, its lines broken otherwise, or with another column."""
    if kind == "break":
        return part.replace("，", "，\n第#条 " if "#" in part else "，\n", 1)
    if kind == "merge":
        return part.replace("\n", "", 1)
    if kind == "column":
        return draw(with_column(part)) if "\t" in part else part
    place = draw(st.integers(0, len(part)))
    words = draw(st.one_of(PHRASE, FIGURES, CLAUSE))
    return part[:place] + words + part[place + draw(st.integers(0, 8)) :]


@st.composite
def pair(draw: st.DrawFn) -> tuple[str, str]:
    """An old text and a new one made of it."""
    parts = draw(PARTS)
    return numbered(parts), numbered(draw(edited(parts)))
