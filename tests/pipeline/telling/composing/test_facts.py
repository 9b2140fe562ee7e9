"""What readers are told of a doubt, in words for them."""

import pytest

from pipeline.classify import Facts, classify, load_rules
from pipeline.review import verdict_reason
from pipeline.telling.composing.facts import plain_doubt
from storage.office import DEFAULT_OFFICE


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            "标题涉及智慧港口、智慧航道，只凭规则定不了（规则+0.4）；模型没有把握（−0.2）："
            "“智慧航道”−0.3",
            "标题涉及智慧港口、智慧航道，是否收录请人判断",
        ),
        (
            "标题讲核算（规则+2.0）；模型倾向收录（+1.2）：“核算”+3.1、“公开”−0.3；"
            "但还在征求意见，请人判断",
            "标题讲核算，但还在征求意见，请人判断",
        ),
        (
            "标题涉及算力，正文没有双碳内容（规则+0.4）；模型倾向不收录（−0.7）",
            "标题涉及算力，正文没有双碳内容，是否收录请人判断",
        ),
        ("标题涉及算力，是否收录请人判断", "标题涉及算力，是否收录请人判断"),
        ("标题讲碳，但着眼于招聘，只凭规则定不了", "标题讲碳，但着眼于招聘，是否收录请人判断"),
    ],
)
def test_a_doubt_is_told_without_weights(reason: str, said: str) -> None:
    assert plain_doubt(reason) == said


@pytest.mark.parametrize(
    "title",
    ["关于加快智慧港口和智慧航道建设的意见", "关于公开征求《温室气体排放核算技术规范》意见的函"],
)
def test_nothing_of_what_the_program_weighs_is_left(title: str) -> None:
    rules = load_rules(office=DEFAULT_OFFICE)
    reason = verdict_reason(classify(Facts(title=title), rules)).partition("：")[2]
    assert "规则+" in reason
    said = plain_doubt(reason)
    assert said.endswith("请人判断")
    assert "规则" not in said
    assert "模型" not in said
