"""Tokens and marks: what is marked whole."""

import pytest
from hypothesis import given, strategies as st

from diffing.inline import inline
from diffing.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025年12月31日", "date"),
        ("２０２５年１２月", "date"),
        ("二〇二三年十二月八日", "date"),
        ("12月31日", "date"),
        ("2021—2025年", "date"),
        ("2023-12-08", "date"),
        ("百分之二十", "percent"),
        ("10%—15%", "percent"),
        ("1,000.5万元", "amount"),
        ("二十万元", "amount"),
        ("5亿美元", "amount"),
        ("1-2个", "quantity"),
        ("三十个工作日", "quantity"),
        ("2.6万吨标准煤", "quantity"),
        ("300MW", "quantity"),
        ("五年", "quantity"),
        ("国办发〔2024〕12号", "document_number"),
        ("2023年第34号", "document_number"),
        ("GB/T 23331-2020", "document_number"),
        ("《关于〈试行办法〉的决定》", "title"),
        ("第一百零三条", "reference"),
        ("国务院生态环境主管部门", "organisation"),
        ("国家发展改革委", "organisation"),
        ("县级以上地方人民政府", "organisation"),
        ("应当", "modal"),
        ("不得", "modal"),
    ],
)
def test_one_token(text: str, kind: str) -> None:
    assert tokens_of(text) == [(text, kind)]


@pytest.mark.parametrize("text", ["应急预案", "可再生能源", "农业农村部门", "供应链"])
def test_parts_of_words_are_no_tokens_of_their_own(text: str) -> None:
    assert not {"modal", "organisation"} & {
        token.kind for token in tokens_of(text) if token.text in ("应", "可", "农业农村部")
    }


@given(
    st.text(
        alphabet=st.sampled_from("第一二十条《》〔〕2025年月日号,.万元%吨 \n\t国务院应当可a甲"),
        max_size=60,
    )
)
def test_tokens_spell_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens_of(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (
            "由国务院环境保护主管部门批准。",
            "由国务院生态环境主管部门批准。",
            ["国务院环境保护主管部门", "国务院生态环境主管部门"],
        ),
        (
            "按照《甲办法》（甲发〔2021〕3号）执行。",
            "按照《甲办法》（甲发〔2022〕13号）执行。",
            ["甲发〔2021〕3号", "甲发〔2022〕13号"],
        ),
        ("增长18.5%以上", "增长13.5%以上", ["18.5%", "13.5%"]),
        ("依照第十条处理", "依照第十一条处理", ["第十条", "第十一条"]),
        ("企业可以报送材料", "企业应当报送材料", ["可以", "应当"]),
    ],
)
def test_marks_are_whole_tokens(before: str, after: str, changed: list[str]) -> None:
    assert [text for op, text in inline(before, after).marks if op != "equal"] == changed


def test_a_sentence_rewritten_is_not_shown_in_crumbs() -> None:
    old, new = "维护生态平衡和居民健康", "保障公众健康和海洋生态安全"
    marks = inline(f"为了防治污染，{old}，制定本法。", f"为了防治污染，{new}，制定本法。").marks
    assert [text for op, text in marks if op != "equal"] == [old, new]
