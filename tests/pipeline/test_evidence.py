"""The captures of a document in one file: those that it rests on, and no other."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.wacz import check
from pipeline.desk import DeskError, find
from pipeline.evidence import EvidenceError, Exported, export
from storage.columns import to_row
from storage.database import Database
from storage.ids import digest_id
from storage.queries.desk import versions_of
from storage.records import CrawlRun, Snapshot
from storage.tables import snapshots
from tests.homes import open_home
from tests.pipeline.scene import Scene, page

URL, FILE = "https://energy.example/new.html", "https://energy.example/files/table.txt"
TITLE = "澄江省能源局关于印发节能降碳改造实施办法的通知"
CLAUSE = "为推进节能降碳改造工作，制定本办法，请各单位遵照执行，并于2026年12月31日前报送总结。"
OTHER = page("关于做好年度统计工作的通知", ["年度统计工作按往年要求开展，请按时报送。"])


def shown(clause: str, noise: str) -> bytes:
    return page(TITLE, [clause], number="澄能〔2026〕9号", noise=noise, attachments=(FILE,))


def listed(scene: Scene, run: CrawlRun, name: str, body: bytes) -> None:
    """A list page of that pass, as a capture stores it."""
    url = f"https://energy.example/tz/{name}"
    record = Snapshot(
        snapshot_id=digest_id(run.run_id, url),
        run_id=run.run_id,
        source_id=run.source_id,
        kind="list",
        url=url,
        final_url=url,
        fetched_at=scene.now,
        status=200,
        body_sha256=scene.db.bodies.put(body),
        body_bytes=len(body),
        media_type="text/html",
    )
    with scene.db.begin() as conn:
        conn.execute(snapshots.insert(), to_row(record))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One on SQLite, to be read only."""
    db = open_home(tmp_path_factory.mktemp("evidence"))
    yield filled(db)
    db.close()


def filled(db: Database) -> Scene:
    """A page seen four times: two editions, one of them twice with other noise, then gone."""
    made = Scene(db)
    editions = (CLAUSE, CLAUSE, CLAUSE.replace("12月31日", "6月30日"), None)
    for number, clause in enumerate(editions):
        run = made.run("energy")
        listed(made, run, "", b"<a href='/new.html'>1</a>" if number else b"<a href='/new.html'>")
        listed(made, run, "index_1.html", f"<a href='/older.html'>{number}</a>".encode())
        if clause is None:
            made.fetch(run, URL, b"<html>404</html>", status=404)
        else:
            made.fetch(run, URL, shown(clause, str(number)))
            made.fetch(run, FILE, b"a\t1\n" if number < 2 else b"a\t2\n", parent=URL)
        made.fetch(run, "https://energy.example/other.html", OTHER)
        made.process()
        made.later(1)
    return made


def exported(scene: Scene, folder: Path, key: str = "澄能〔2026〕9号", **how: bool) -> Exported:
    return export(scene.db, find(scene.db, key), folder / "out.wacz", **how)


def account_in(path: Path) -> dict:
    with zipfile.ZipFile(path) as packed:
        for record in ArchiveIterator(io.BytesIO(packed.read("archive/data.warc.gz"))):
            if record.rec_headers.get_header("Content-Type") == "application/json":
                return json.loads(record.content_stream().read())
    raise AssertionError("no account")


def test_it_holds_what_the_document_rests_on_and_proves_itself(
    scene: Scene, tmp_path: Path
) -> None:
    made = exported(scene, tmp_path)
    verdict = check(made.path)
    assert verdict.faults == []
    assert verdict.manifest_sha256 == made.manifest_sha256
    told = account_in(made.path)
    kinds = [one["kind"] for one in told["captures"]]
    # Two editions and the 404; both editions of the file; the one list page that shows it.
    assert (kinds.count("document"), kinds.count("attachment"), kinds.count("list")) == (3, 2, 1)
    assert [one["url"] for one in told["captures"] if one["kind"] == "list"] == [
        "https://energy.example/tz/"
    ]
    assert told["document"]["document_number"] == "澄能〔2026〕9号"
    assert len(told["postings"][0]["versions"]) == 2
    assert {one["kind"] for one in told["changes"]} == {"baseline", "amended", "attachment"}
    assert all(one["url"] != "https://energy.example/other.html" for one in told["captures"])


def test_all_observations_can_be_had(scene: Scene, tmp_path: Path) -> None:
    some, every = exported(scene, tmp_path), exported(scene, tmp_path, every=True)
    assert check(every.path).faults == []
    assert (some.captures, every.captures) == (6, 8)


@pytest.mark.parametrize("key", ["澄能[2026]9号", "澄能（2026）9号", "澄能﹝2026﹞ 9 号", "id"])
def test_a_number_in_any_brackets_or_an_id_names_the_document(
    scene: Scene, tmp_path: Path, key: str
) -> None:
    work = next(one for one in scene.documents() if one.title == TITLE)
    made = exported(scene, tmp_path, work.document_id[:7] if key == "id" else key)
    assert made.document.document_id == work.document_id


@pytest.mark.parametrize("key", ["澄能〔2026〕10号", "通知"])
def test_none_or_several_is_one_line(scene: Scene, tmp_path: Path, key: str) -> None:
    with pytest.raises(DeskError) as error:
        exported(scene, tmp_path, key)
    assert "\n" not in str(error.value)


def test_twice_and_from_either_database_it_is_the_same_file(
    scene: Scene, db: Database, tmp_path: Path
) -> None:
    first = exported(scene, tmp_path).path.read_bytes()
    assert exported(scene, tmp_path).path.read_bytes() == first
    assert exported(filled(db), tmp_path).path.read_bytes() == first


def test_a_damaged_body_is_named_and_leaves_no_file(tmp_path: Path) -> None:
    db = open_home(tmp_path / "home")
    scene = filled(db)
    work = find(scene.db, "澄能〔2026〕9号")
    with scene.db.connect() as conn:
        made = versions_of(conn, [work.lead_posting_id])
        body = conn.execute(
            snapshots.select().where(snapshots.c.snapshot_id == made[0].snapshot_id)
        ).one()
    path = scene.db.bodies.folder / body.body_sha256[:2] / f"{body.body_sha256}.zst"
    path.write_bytes(b"torn")
    with pytest.raises(EvidenceError, match=body.body_sha256):
        exported(scene, tmp_path)
    assert list(tmp_path.glob("*.wacz")) == []
    assert list(tmp_path.glob("*.part")) == []
    db.close()


def test_a_name_that_readers_would_not_open_is_refused(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"\.wacz"):
        export(scene.db, find(scene.db, "澄能〔2026〕9号"), tmp_path / "out.zip")
