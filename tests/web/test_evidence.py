"""The evidence of a document, from its page."""

from datetime import UTC, datetime
from pathlib import Path

import httpx

from crawlers.wacz import check
from storage.columns import to_row
from storage.queries.documents import document
from storage.queries.processing import version
from storage.records import Snapshot
from storage.tables import snapshots
from tests.web.desk_server import World
from tests.web.desk_world import document_id

ZONE = document_id("zone")


def captured(world: World) -> None:
    """The capture that the document's version rests on."""
    with world.db.begin() as conn:
        work = document(conn, ZONE)
        assert work is not None
        made = version(conn, work.version_id)
        assert made is not None
        url = "https://www.ndrc.example/zone.html"
        record = Snapshot(
            snapshot_id=made.snapshot_id,
            run_id="run",
            source_id="ndrc",
            kind="document",
            url=url,
            final_url=url,
            fetched_at=datetime(2023, 12, 1, 1, tzinfo=UTC),
            status=200,
            body_sha256=world.db.bodies.put(b"<html>zone</html>"),
            media_type="text/html",
        )
        conn.execute(snapshots.insert(), to_row(record))


def test_the_page_offers_what_proves_it(desk_url: str, world: World, tmp_path: Path) -> None:
    captured(world)
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        assert f"/documents/{ZONE}/evidence.wacz" in client.get(f"/documents/{ZONE}").text
        answer = client.get(f"/documents/{ZONE}/evidence.wacz")
    assert answer.headers["content-type"] == "application/wacz+zip"
    assert f'filename="{ZONE}.wacz"' in answer.headers["content-disposition"]
    assert answer.headers["content-length"] == str(len(answer.content))
    (tmp_path / "x.wacz").write_bytes(answer.content)
    assert check(tmp_path / "x.wacz").faults == []


def test_without_captures_or_document_it_says_so(desk_url: str) -> None:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        bare = client.get(f"/documents/{ZONE}/evidence.wacz")
        none = client.get("/documents/zone/evidence.wacz")
    assert (bare.status_code, none.status_code) == (409, 404)
    assert "没有存下任何抓取记录" in bare.text
