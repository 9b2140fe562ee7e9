"""The copy of a digest on the web: stored with what links it, and never linked without."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.deliver import World, plan
from storage.database import Database
from storage.queries import telling
from tests.telling_home import deliveries, form, readers, store, subscribe
from tests.telling_samples import MONDAY, PERIOD, week

PUBLIC = "https://carbon.example.org"


@pytest.mark.parametrize("public_url", [PUBLIC, f"{PUBLIC}/"])
def test_every_digest_has_a_copy_under_its_link(
    db: Database, world: World, public_url: str
) -> None:
    world = replace(world, settings=replace(world.settings, public_url=public_url))
    store(db, week())
    subscribe(db, *readers(3), *[replace(one, name="某电厂") for one in readers(1)])
    plan(db, world, PERIOD, MONDAY)
    sent = form(db, deliveries(db)[0])
    start = f"网页版：{PUBLIC}/digests/"
    (line,) = [one for one in sent.text.splitlines() if one.startswith(start)]
    with db.connect() as conn:
        copy = telling.form_of(conn, line.removeprefix(start))
    assert copy is not None
    assert copy.html.count("<h1") == 1
    for one in week():
        assert one.document.title in copy.text
        assert f"{PUBLIC}/documents/{one.document.document_id}" in copy.html
    assert "某电厂" not in copy.html
    assert copy.thread == sent.thread


def test_without_public_pages_there_is_none(db: Database, world: World) -> None:
    store(db, week())
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY + timedelta(hours=1))
    sent = form(db, deliveries(db)[0])
    assert "网页版" not in sent.text + sent.html
    assert "/digests/" not in sent.text + sent.html
