"""The topic file: what is in it, and what is said of a wrong one."""

from pathlib import Path

import pytest

from pipeline.classify import load_rules
from pipeline.topics import TopicError, load_topics, parse_topics
from storage.office import DEFAULT_OFFICE

ENTRY = """
[[topic]]
id = "sponge"
name = "海绵"
name_en = "Sponge"
any_of = ["海绵产业"]
should_match = ["关于海绵产业发展的意见"]
should_not_match = ["关于海参产业发展的意见"]
"""


def test_the_file_has_the_taxonomy_in_two_levels() -> None:
    topics = load_topics().topics
    tops = [topic for topic in topics if "." not in topic.id]
    assert len(tops) == 19
    assert all(len(topic.should_match) >= 3 for topic in topics)
    assert all(len(topic.should_not_match) >= 2 for topic in topics)
    assert all(topic.name and topic.name_en for topic in topics)


def test_every_topic_of_the_taxonomy_is_there_under_its_name(shared: Path) -> None:
    """The taxonomy is YAML of one shape: two spaces a topic, then its zh and its sub-topics."""
    ours = {topic.id: topic.name for topic in load_topics().topics}
    top, theirs = "", {}
    for line in (shared / "taxonomy.yaml").read_text(encoding="utf-8").splitlines():
        if line.startswith("  ") and line[2] != " " and line.endswith(":"):
            top = line.strip(" :")
        elif line.startswith("    zh:"):
            theirs[top] = line.split(":", 1)[1].strip()
        elif line.startswith("    sub:"):
            pairs = line.split("{", 1)[1].rstrip("}").split(",")
            subs = dict(pair.split(":") for pair in pairs)
            theirs |= {f"{top}.{key.strip()}": name.strip() for key, name in subs.items()}
    assert theirs
    assert theirs.items() <= ours.items()


def test_a_new_entry_is_all_that_a_topic_needs(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(ENTRY, encoding="utf-8")
    rules = load_rules(path, office=DEFAULT_OFFICE)
    assert list(rules.topics) == ["sponge"]
    assert rules.fingerprint != load_rules(office=DEFAULT_OFFICE).fingerprint


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (ENTRY + 'colour = "red"\n', ("topics.toml", "sponge", "colour", "删去")),
        (ENTRY + ENTRY, ("sponge", "id 重复")),
        (ENTRY.replace('"sponge"', '"Sponge!"'), ("Sponge!", "id", "改写")),
        (ENTRY.replace('"sponge"', '"sea.sponge"'), ("sea.sponge", "上级 sea")),
        (ENTRY.replace('name = "海绵"\n', ""), ("sponge", "name")),
        (ENTRY.replace('["海绵产业"]', '"海绵产业"'), ("sponge", "any_of", "列表")),
        (ENTRY.replace('["海绵产业"]', "[]"), ("sponge", "any_of", "空")),
        (ENTRY.replace('["海绵产业"]', '["海绵产业", ""]'), ("any_of", "空字符串")),
        (ENTRY.replace('["海绵产业"]', '["甲", "甲"]'), ("any_of", "两次")),
        (ENTRY + "[relevance]\nstrnog = []\n", ("[relevance]", "strnog")),
        (ENTRY + '[relevance]\ngeneral = ["sea"]\n', ("general", "sea")),
        (ENTRY + '[relevance]\nborderline_topics = ["sea"]\n', ("borderline_topics", "sea")),
        (ENTRY + 'issuers = "海洋局"\n', ("sponge", "issuers", "列表")),
        (ENTRY + '[relevance]\nignore = ["海绵产业"]\n', ("ignore", "海绵产业")),
        (ENTRY + "[relevance]\nnot_before = 3\n", ("not_before",)),
        ("[[topic]\n", ("TOML",)),
        ("", ("[[topic]]",)),
        ("topic = 3\n", ("[[topic]]",)),
        ("topic = [3]\n", ("[[topic]]",)),
    ],
)
def test_a_wrong_file_is_one_line_that_names_entry_and_key(
    source: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(TopicError) as caught:
        parse_topics(source, "topics.toml")
    message = str(caught.value)
    assert message.startswith("topics.toml：")
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("关于海绵产业发展的意见", "关于海棉产业发展的意见", "should_match"),
        ("关于海参产业发展的意见", "关于海绵产业和海参的意见", "should_not_match"),
    ],
)
def test_an_example_that_fails_stops_the_load(
    tmp_path: Path, before: str, after: str, key: str
) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(ENTRY.replace(before, after), encoding="utf-8")
    with pytest.raises(TopicError, match=f"sponge：{key}“{after}”"):
        load_rules(path, office=DEFAULT_OFFICE)


def test_an_unreadable_file_is_a_topic_error(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="读不了"):
        load_topics(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("# 主题".encode("gbk"))
    with pytest.raises(TopicError, match="UTF-8"):
        load_topics(tmp_path / "gbk.toml")
