"""What a model of the operator's choice says: asked once, within a limit, held against the text."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli import main
from pipeline.advising.advise import advise, advise_all, waiting
from pipeline.advising.asking import AnswerError, EndpointError, read_answer, read_reply
from pipeline.advising.endpoint import address_fault
from pipeline.advising.shown import NOT_OURS
from pipeline.objects import document_object, whole_documents
from storage.database import Database
from storage.records import Advice, Document
from storage.settings import SettingError, Settings
from tests.pipeline.scene import Scene, page
from tests.telling_servers import Hook, hook_server

URL = "https://energy.example/tz/202603/t20260302_1.html"
TITLE = "澄江省能源局关于做好2026年重点用能单位节能监察工作的通知"
TEXT = [
    "各市能源局：",
    "请各市于2026年6月30日前完成对120家重点用能单位的节能监察，推动综合能耗下降百分之三，"
    "并按照《澄江省节能监察办法》报送结果。",
]
GOOD = "各市能源局应于2026年6月30日前完成120家重点用能单位的节能监察。"
NAMES = {"efficiency": "节能与能效", "energy": "能源转型"}


def said(summary: str, tokens: int = 900, **more: object) -> bytes:
    content = json.dumps({"summary": summary, **more}, ensure_ascii=False)
    answer = {"choices": [{"message": {"content": content}}], "usage": {"total_tokens": tokens}}
    return json.dumps(answer, ensure_ascii=False).encode()


@pytest.fixture
def scene(db: Database) -> Scene:
    made = Scene(db)
    made.visit("energy")
    made.later(3)
    made.visit("energy", **{URL: page(TITLE, TEXT)})
    return made


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server(body=said(GOOD, relevant=True, topics=["efficiency", "none.such"])) as made:
        yield made


def settings_for(hook: Hook, tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path,
        database_url="",
        advice_url=f"http://127.0.0.1:{hook.port}/v1/",
        advice_key="k-1",
        advice_model="小模型",
    )


def document_of(scene: Scene) -> Document:
    (found,) = scene.documents()
    return found


def asked(scene: Scene, settings: Settings) -> Advice | None:
    return advise(scene.db, settings, document_of(scene), NAMES, scene.now)


def test_an_answer_that_keeps_to_the_text_is_shown_marked(
    scene: Scene, hook: Hook, tmp_path: Path
) -> None:
    settings = settings_for(hook, tmp_path)
    told: list[Advice] = []
    documents = waiting(scene.db)
    advise_all(scene.db, settings, documents, NAMES, scene.now, lambda _, one: told.append(one))
    (advice,) = told
    assert (advice.state, advice.summary, advice.topics) == ("kept", GOOD, ("efficiency",))
    (path, headers, body) = hook.got[0]
    request = json.loads(body)
    assert (path, headers["authorization"], request["model"]) == (
        "/v1/chat/completions", "Bearer k-1", "小模型",
    )  # fmt: skip
    assert "120家" in request["messages"][1]["content"]
    with scene.db.connect() as conn:
        (whole,) = whole_documents(conn, [document_of(scene)], scene.now)
    shown = document_object(whole)["advice"]
    assert isinstance(shown, dict)
    assert (shown["generated"], shown["summary"]) == (True, GOOD)
    assert document_object(whole)["relevance"] == document_of(scene).relevance
    assert waiting(scene.db) == []


def test_the_same_text_is_asked_of_a_model_once(scene: Scene, hook: Hook, tmp_path: Path) -> None:
    settings = settings_for(hook, tmp_path)
    assert asked(scene, settings) == asked(scene, settings)
    assert len(hook.got) == 1
    asked(scene, replace(settings, advice_model="另一个"))
    assert len(hook.got) == 2


def test_nothing_is_asked_beyond_the_month_s_limit(
    scene: Scene, hook: Hook, tmp_path: Path
) -> None:
    settings = replace(settings_for(hook, tmp_path), advice_tokens=100)
    left = advise_all(scene.db, settings, waiting(scene.db), NAMES, scene.now)
    assert hook.got == []
    assert "限额 100" in left[0]


@pytest.mark.parametrize(
    ("ways", "state", "why"),
    [
        ({"body": said("各市应于2026年7月31日前完成120家单位的节能监察。")}, "refused", "7"),
        ({"body": said("财政部要求于2026年6月30日前完成节能监察。")}, "refused", "财政部"),
        ({"body": b'{"choices":[{"message":{"content":"\xe5\xa5\xbd\xe7\x9a\x84"}}]}'},
         "refused", "JSON"),
        ({"body": b"<html>"}, "failed", "chat completion"),
        ({"body": b'{"choices":[]}'}, "failed", "choices"),
        ({"statuses": [400]}, "refused", "400"),
        ({"statuses": [500]}, "failed", "500"),
        ({"statuses": [307], "headers": {"location": "http://127.0.0.1:1/"}}, "failed", "307"),
        ({"body": b" " * 1_000_001}, "failed", "1000000"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_text_is_refused_and_what_is_no_answer_is_asked_again(
    scene: Scene, tmp_path: Path, ways: dict[str, object], state: str, why: str
) -> None:
    with hook_server(**ways) as hook:
        settings = settings_for(hook, tmp_path)
        advice = asked(scene, settings)
        assert advice is not None
        assert (advice.state, why in advice.reason) == (state, True), advice.reason
        asked(scene, settings)
        assert len(hook.got) == (2 if state == "failed" else 1)
    with scene.db.connect() as conn:
        (whole,) = whole_documents(conn, [document_of(scene)], scene.now)
    assert document_object(whole)["advice"] is None


def test_of_an_amended_text_nothing_old_is_shown_and_it_is_asked_anew(
    scene: Scene, hook: Hook, tmp_path: Path
) -> None:
    settings = settings_for(hook, tmp_path)
    asked(scene, settings)
    scene.later(3)
    scene.visit("energy", **{URL: page(TITLE, [TEXT[0], TEXT[1].replace("6月", "9月")])})
    with scene.db.connect() as conn:
        (whole,) = whole_documents(conn, [document_of(scene)], scene.now)
    assert document_object(whole)["advice"] is None
    (again,) = waiting(scene.db)
    advice = asked(scene, settings)
    assert advice is not None
    assert (advice.state, again.document_id) == ("refused", advice.document_id)


def test_a_control_character_is_not_stored(scene: Scene, tmp_path: Path) -> None:
    with hook_server(body=said(GOOD.replace("应", "应\0"))) as hook:
        advice = asked(scene, settings_for(hook, tmp_path))
    assert advice is not None
    assert (advice.state, advice.summary) == ("kept", GOOD)


def test_what_a_failed_answer_may_have_cost_counts(scene: Scene, tmp_path: Path) -> None:
    with hook_server(body=b"<html>") as hook:
        advice = asked(scene, settings_for(hook, tmp_path))
    assert advice is not None
    assert advice.tokens > 100


def test_a_password_in_the_address_is_not_shown(scene: Scene, tmp_path: Path) -> None:
    settings = replace(
        settings_for(Hook(port=1), tmp_path), advice_url="http://me:hidden@127.0.0.1:1/v1"
    )
    advice = asked(scene, settings)
    assert advice is not None
    assert "hidden" not in advice.reason


def test_an_endpoint_that_is_not_there_is_one_line(scene: Scene, tmp_path: Path) -> None:
    settings = settings_for(Hook(port=1), tmp_path)
    (line,) = advise_all(scene.db, settings, waiting(scene.db), NAMES, scene.now)
    assert line.startswith(f"《{TITLE}》没有问成：连不上 http://127.0.0.1:1/v1/（")


@pytest.mark.parametrize(
    "url",
    ["ftp://me:hidden@h/v1", "127.0.0.1:11434/v1", "http://", "http://h:99999/v1", "file:///x"],
)
def test_an_address_that_cannot_be_asked_is_one_line(url: str) -> None:
    line = address_fault(Settings(home=Path(), database_url="", advice_url=url))
    assert line.startswith("POLICYWATCH_ADVICE_URL=")
    assert "应为 http:// 或 https:// 开头的接口地址" in line
    assert "hidden" not in line


def test_of_such_an_address_nothing_is_asked(scene: Scene, tmp_path: Path) -> None:
    settings = replace(settings_for(Hook(port=1), tmp_path), advice_url="ftp://h/v1")
    left = advise_all(scene.db, settings, waiting(scene.db), NAMES, scene.now)
    assert left == (address_fault(settings),)
    with pytest.raises(SettingError, match="应为 http"):
        asked(scene, settings)


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"\xff\xfe", b'{"choices": 3}', said("好") + b"}"]
)
def test_what_cannot_be_read_is_told_in_chinese(body: bytes) -> None:
    with pytest.raises(EndpointError, match=r"^返回的不是 chat completion：(?:是空的|开头是“.*”)$"):
        read_reply(body)


@pytest.mark.parametrize(
    ("text", "begins"),
    [("好的，", "开头是“好的，”"), ("", "是空的"), ('{"summary": 3}', '开头是“{"summary": 3}”')],
)
def test_an_answer_in_another_form_is_told_in_chinese(text: str, begins: str) -> None:
    with pytest.raises(AnswerError, match="回答不是所要的 JSON：") as caught:
        read_answer(text, NAMES)
    assert str(caught.value).endswith(begins)


def test_the_mark_says_what_was_looked_at_and_no_more() -> None:
    assert "只核对过：数字连同单位、年份和所说的对象" in NOT_OURS
    assert NOT_OURS.endswith("其余未核对")


def test_without_a_model_the_command_says_what_to_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["advise", "--home", str(tmp_path)]) == 2
    assert "POLICYWATCH_ADVICE_URL" in capsys.readouterr().err


def test_advice_is_off_by_default(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(SettingError):
        asked(scene, Settings(home=tmp_path, database_url=""))


def test_an_answer_in_a_fence_is_read() -> None:
    text = '```json\n{"summary": "各市完成监察。", "topics": ["energy", "x"]}\n```'
    answer = read_answer(text, NAMES)
    assert (answer.summary, answer.topics, answer.relevant) == ("各市完成监察。", ("energy",), None)
    with pytest.raises(AnswerError):
        read_answer('{"summary": 3}', NAMES)
