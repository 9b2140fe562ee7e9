"""The feed for programs says what its published schema says."""

import json
from typing import Any

from jsonschema import Draft202012Validator

from notifiers.published import schema_of
from pipeline.feeds.changes import CHANGES_FEED
from pipeline.feeds.watching import Watch
from storage.database import Database
from storage.settings import Settings
from tests.pipeline.feeds.fed import detected, fetched, place, public
from tests.telling_home import store
from tests.telling_samples import DEADLINE

SCHEMA = json.loads(schema_of(CHANGES_FEED))


def test_an_answer_is_as_its_schema_says(db: Database, settings: Settings, watch: Watch) -> None:
    values = {"values": (DEADLINE,), "summary": "第十条有改动"}
    store(db, [detected("甲", 1), detected("乙", 2, "amended", change=values)])
    place(db, settings)
    answer = fetched(db, public(watch))
    Draft202012Validator(SCHEMA).validate(answer)
    first, second = answer["items"]
    assert first["link"].startswith("https://news.example.org/documents/")
    assert second["change"]["values"][0]["after"] == "2026年6月30日"
    assert second["line"].startswith("第三章 第十条：2025年12月31日 → 2026年6月30日")
    assert answer["coverage"]["complete"] is False  # nobody read the source for two days
    assert answer["coverage"]["parts"][0]["total"] == 1


def test_schema_has_the_item_that_webhooks_post() -> None:
    def item(event_type: str) -> Any:
        return json.loads(schema_of(event_type))["$defs"]["item"]

    assert item(CHANGES_FEED) == item("policywatch.digest.v1")
    Draft202012Validator.check_schema(SCHEMA)
