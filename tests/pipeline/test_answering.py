"""Why a held document stands where it stands: each case on pages that were read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.answering.answer import AnswerError
from pipeline.answering.answers import lines_of, to_object
from pipeline.desk import decide
from pipeline.identity.rulings import Rulings
from pipeline.stating import state
from storage.clock import midnight
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.telling import add_delivery, put_form, put_subscription
from storage.records import Delivery, Filter, Form, Subscription
from tests.issue_samples import sqlite
from tests.pipeline.asking import Asking, codes, said
from tests.pipeline.ruled import COPY, GREY, OTHERS, SENTENCES, TITLE, TWO, url
from tests.pipeline.scene import Scene, page

NUMBER = "澄能〔2026〕7号"
GREEN = page(
    "澄江省能源局关于推进碳达峰碳中和工作的通知", SENTENCES, number=NUMBER, day="2026-03-03"
)
GREEN_COPY = page(
    "关于推进碳达峰碳中和工作的通知", SENTENCES, number="澄能[2026]7号", day="2026-03-03"
)
DULL = page("澄江省能源局关于做好值班工作的通知", OTHERS, day="2026-03-03")


def watched(db: Database) -> Scene:
    """Both sources have their base line; a day later."""
    scene = Scene(db)
    old = page("澄江省能源局关于旧年碳达峰工作的通知", ["旧事一件，现予公布。"], day="2026-02-20")
    for source in ("energy", "library"):
        scene.visit(source, old=old)
    scene.later(1)
    return scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return watched(sqlite(tmp_path / "home"))


@pytest.fixture
def why(scene: Scene) -> Asking:
    return Asking(scene)


def key_of(why: Asking, words: str) -> str:
    return why(words).document_id or ""


# -- here -----------------------------------------------------------------------------------------


def test_what_the_program_would_take_with_score_words_and_draft(why: Asking, scene: Scene) -> None:
    scene.visit("energy", green=GREEN)
    found = why("澄能 2026 7")
    assert found.verdict == "found"
    assert found.headline.startswith("建议收录：")
    assert "在收录线" in said(found, "score")
    assert "高出" in said(found, "score")
    assert "碳达峰碳中和" in said(found, "evidence")
    assert "2026年3月号的草稿收入它" in said(found, "in_draft")
    assert "“澄江省能源局 · 通知”首次发现" in said(found, "added")
    assert found.mend == ()
    assert next(lines_of(found)) == found.headline


def test_what_is_rejected_says_how_far_and_what_would_lift_it(why: Asking, scene: Scene) -> None:
    text = [*OTHERS, "同时做好节能降碳有关工作。"]
    scene.visit("energy", dull=page("澄江省能源局关于做好值班工作的通知", text, day="2026-03-03"))
    found = why("关于做好值班工作的通知")
    assert found.verdict == "rejected"
    assert "之下，低" in said(found, "score")
    assert "没有一个收录词" in said(found, "title")
    assert "收录词共出现 2 次：" in said(found, "body")
    assert "节能降碳 1 次" in said(found, "body")
    assert "假如标题也写“节能降碳”，相关度会是" in said(found, "lift")
    assert "草稿没有收入它" in said(found, "not_in_draft")
    assert "review approve" in found.mend[0].text


def test_of_an_undecided_one_the_distance_to_both_lines(why: Asking, scene: Scene) -> None:
    draft = page("澄江省能源局关于公开征求《碳达峰核算规程（征求意见稿）》意见的通知", SENTENCES)
    scene.visit("energy", draft=draft)
    found = why("碳达峰核算规程（征求意见稿）")
    assert found.verdict == "undecided"
    assert "不论高低都请人判断" in said(found, "score")
    assert "review approve 或 reject" in found.mend[0].text


def test_a_persons_word_stands_first(why: Asking, scene: Scene) -> None:
    scene.visit("energy", dull=DULL)
    key = key_of(why, "值班工作")
    decide(scene.db, key, "approve", "甲", "本省要求", scene.now)
    found = why(key)
    assert (found.verdict, found.headline[:6]) == ("found", "甲已决定收录")
    assert "理由：本省要求" in said(found, "decision")
    assert "当时程序意见：建议不收" in said(found, "decision")
    assert "收入它" in said(found, "in_draft")


def test_a_kind_that_is_not_taken_says_so(why: Asking, scene: Scene) -> None:
    scene.visit("energy", talk=page("《碳达峰实施方案》政策解读", SENTENCES))
    found = why("政策解读")
    assert found.verdict == "rejected"
    assert "解读这类页面一律不收录" in said(found, "score")
    assert "lift" not in codes(found)
    assert said(found, "tie") == "没有认出它讲的是哪一份文件"
    state(scene.db)
    assert said(why("政策解读"), "tie").startswith("解读：《碳达峰实施方案》")


def test_another_part_than_was_asked(why: Asking, scene: Scene) -> None:
    scene.visit("energy", green=GREEN)
    found = why(NUMBER, "mee")
    assert found.verdict == "other_part"
    assert said(found, "other_part").startswith("问的是第二编")
    assert "issue part" in found.mend[0].text
    own = why(NUMBER).reasons
    part = next(one.text for one in own if one.code == "part")
    assert part.startswith("编次为")
    with pytest.raises(AnswerError, match="没有编 moon"):
        why(NUMBER, "moon")


# -- how it came ----------------------------------------------------------------------------------


def test_a_base_line_is_never_news(why: Asking) -> None:
    found = why("旧年碳达峰")
    assert "从不当作新文件告知" in said(found, "baseline")
    assert said(found, "not_told").startswith("没有进过摘要")
    assert "2026年2月号的草稿" in said(found, "in_draft") + said(found, "not_in_draft")


def test_a_late_one_says_since_when_it_could_have_been_seen(why: Asking, scene: Scene) -> None:
    scene.later(20)
    scene.visit("energy")
    scene.later(1)
    scene.visit("energy", green=GREEN)
    found = why(NUMBER)
    assert "标为迟到：发布于2026年3月3日，而这个来源2026年3月23日就已完整读过" in said(
        found, "late"
    )


def test_changes_are_told(why: Asking, scene: Scene) -> None:
    scene.visit("energy", green=GREEN)
    scene.later(2)
    scene.visit("energy", green=GREEN.replace("请遵照执行".encode(), "请抓紧执行".encode()))
    scene.later(2)
    for _ in range(2):
        scene.visit("energy", green=None)
        scene.later(3)
    found = why(NUMBER)
    assert "原文已撤下" in said(found, "withdrawn")
    assert "已撤下" in said(found, "place")


# -- duplicates -----------------------------------------------------------------------------------


def test_a_copy_is_known_by_its_address_and_its_own_number(why: Asking, scene: Scene) -> None:
    scene.visit("energy", green=GREEN)
    scene.visit("library", copy=GREEN_COPY)
    found = why(url("library", "copy"))
    assert found.verdict == "duplicate"
    assert found.document_id == key_of(why, NUMBER)
    assert "与它是同一件，不另收" in said(found, "posting_of")
    assert "发文字号相同" in said(found, "joined")
    assert f"{url('energy', 'green')}（" in said(found, "place")
    assert "以此为准" in said(found, "place").splitlines()[0]
    assert [one.text for one in found.mend] == [
        f"不是同一件：policywatch review split {url('library', 'copy')}"
    ]
    lead = why(url("energy", "green").removeprefix("https://"))
    assert (lead.verdict, said(lead, "leads")[:2]) == ("found", "这个")


def test_a_merged_document_is_found_under_its_former_id(why: Asking, scene: Scene) -> None:
    scene.visit("energy", one=page(TITLE, SENTENCES, number=NUMBER), two=TWO)
    one, two = key_of(why, NUMBER), key_of(why, "澄能〔2026〕8号")
    Rulings(scene.db, scene.sources, office=DEFAULT_OFFICE).merge(
        one, two, "甲", "同一件", scene.now
    )
    gone = next(key for key in (one, two) if why(key).verdict == "duplicate")
    found = why(gone)
    assert found.document_id != gone
    assert found.headline.startswith(f"已并入别的文件：编号 {gone}")
    assert "甲于2026年3月3日合并为一件，理由：同一件" in said(found, "ruling")


def test_what_may_be_a_double_is_told(why: Asking, scene: Scene) -> None:
    scene.visit("energy", one=page(TITLE, SENTENCES, number=NUMBER))
    scene.visit("library", grey=GREY)
    found = why(NUMBER)
    assert "重复，还没有人决定" in said(found, "doubt")


# -- several, none --------------------------------------------------------------------------------


def test_several_are_listed_newest_first(why: Asking, scene: Scene) -> None:
    scene.visit("energy", one=page(TITLE, SENTENCES, number=NUMBER), two=TWO, three=COPY)
    scene.later(1)
    scene.visit("energy", newer=GREEN.replace(b"2026\xe3\x80\x957", b"2026\xe3\x80\x959"))
    found = why("澄江省能源局")
    assert found.verdict == "ambiguous"
    days = [one.published_on for one in found.choices]
    assert days == sorted(days, reverse=True)
    assert len(found.choices) >= 3
    assert all(one.document_id in "\n".join(lines_of(found)) for one in found.choices)
    assert len(to_object(found)["choices"]) == len(found.choices)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "\x00"])
def test_nothing_is_refused_in_one_line(why: Asking, typed: str) -> None:
    with pytest.raises(AnswerError, match="请写要问的文件"):
        why(typed)


@pytest.mark.parametrize(
    "typed", ["%", "_", "' OR 1=1 --", "a" * 9000, "<b>", "碳\x00峰", "🙂", "《", "\\"]
)
def test_whatever_is_typed_is_answered(why: Asking, typed: str) -> None:
    assert why(typed).verdict == "unknown"


# -- told -----------------------------------------------------------------------------------------


def subscriber(name: str, scene: Scene, **more: object) -> Subscription:
    return Subscription(
        subscription_id=name,
        channel="email",
        address=f"{name}@reader.example",
        name=name,
        created_at=scene.now,
        **more,  # type: ignore[arg-type]
    )


def sent(scene: Scene, who: str, text: str, state: str = "accepted") -> None:
    with scene.db.begin() as conn:
        rendering_id = put_form(conn, Form(subject="周报", text=text), scene.now)
        add_delivery(
            conn,
            Delivery(
                delivery_id=who,
                digest_id=who,
                subscription_id=who,
                period="2026-W10",
                since=midnight(date(2026, 3, 2)),
                until=midnight(date(2026, 3, 9)),
                state=state,  # type: ignore[arg-type]
                channel="email",
                address=f"{who}@reader.example",
                rendering_id=rendering_id,
                planned_at=scene.now,
            ),
        )


def test_who_was_told_and_why_others_were_not(why: Asking, scene: Scene) -> None:
    scene.visit("energy", green=GREEN)
    wanted = Filter(words=("碳达峰",))
    with scene.db.begin() as conn:
        for who in (
            subscriber("told", scene, filter=wanted),
            subscriber("failed", scene),
            subscriber("other", scene, filter=Filter(parts=("mee",))),
            subscriber("silent", scene),
            subscriber("then", scene),
            subscriber("left", scene, active=False),
        ):
            put_subscription(conn, who)
    before = why(NUMBER)
    assert "会写它，3月9日 08:00 发：" in said(before, "to_tell")
    title = "1. 澄江省能源局关于推进碳达峰碳中和 工作的通知"
    sent(scene, "told", title)
    sent(scene, "failed", title, "given_up")
    sent(scene, "then", "别的")
    scene.later(9)
    found = why(NUMBER)
    assert said(found, "told") == "2026-W10 的摘要写了它，已送达：told"
    assert "多次没有发成，已放弃：failed" in said(found, "held_back")
    unsaid = said(found, "not_told")
    assert "不写它：不合订阅的条件：other" in unsaid
    assert "没有编发过：silent" in unsaid
    assert "或是后来才改判" in unsaid
    assert "left" not in unsaid


def test_of_what_is_rejected_nobody_is_told(why: Asking, scene: Scene) -> None:
    scene.visit("energy", dull=DULL)
    with scene.db.begin() as conn:
        put_subscription(conn, subscriber("reader", scene))
        put_subscription(conn, subscriber("sure", scene, include_doubtful=False))
    assert "不收录的不告知：" in said(why("值班工作"), "not_told")
    scene.later(1)
    scene.visit("energy", draft=page("关于公开征求《碳达峰规程》意见的通知", SENTENCES))
    unsaid = said(why("碳达峰规程"), "not_told")
    assert "待定的不告知这个订阅：sure" in unsaid


def test_the_same_on_both_databases(db: Database) -> None:
    scene = watched(db)
    scene.visit("energy", green=GREEN)
    scene.visit("library", copy=GREEN_COPY)
    why = Asking(scene)
    assert why("澄能[2026]7").verdict == "found"
    assert why("7号").verdict == "found"
    assert why("澄能〔2026〕").verdict == "found"
    assert why(key_of(why, NUMBER)[:8]).document_id == key_of(why, NUMBER)
    assert why(url("library", "copy")).verdict == "duplicate"
    assert why("碳达峰").verdict == "ambiguous"
    assert why("澄能〔2026〕99号").verdict == "unknown"
    assert why("https://energy.example/tz/none.html").verdict == "unknown"
    assert why("关于从未有过的一件事的通知").verdict == "unknown"
    assert replace(why(NUMBER), key="") == replace(why("澄能2026 7"), key="")
