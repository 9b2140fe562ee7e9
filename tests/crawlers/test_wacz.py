"""A WACZ is as it was written, or the byte that is not is found and its place named."""

import gzip
import hashlib
import io
import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawlers.wacz import Pack, PageEntry, Verdict, check, reading, write
from crawlers.wacz.records import key_of
from crawlers.wacz.zipping import INDEX, MEMBERS, PACKAGE, PAGES, WARC
from storage.ids import sha256
from storage.records import Snapshot

AT = datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)
SITE = "https://www.energy.example"
TEXT = "<html><body><h1>关于报送数据的通知</h1><p>请于三月底前报送。</p></body></html>".encode()
LIST = b"<html><body><ul><li><a href='/a.html'>1</a></li></ul></body></html>"
FILE = b"%PDF-1.4 not really" + bytes(range(256)) * 8


def snapshot(url: str, body: bytes | None, **other: object) -> Snapshot:
    values: dict[str, object] = {
        "snapshot_id": sha256(f"{url}{other}".encode())[:16],
        "run_id": "run",
        "source_id": "energy",
        "kind": "document",
        "url": url,
        "final_url": url,
        "fetched_at": AT,
        "status": 200,
        "headers": {"content-type": "text/html; charset=utf-8", "server": "nginx"},
        "media_type": "text/html",
        "body_sha256": sha256(body) if body is not None else None,
        "body_bytes": len(body or b""),
    }
    return Snapshot(**(values | other))  # type: ignore[arg-type]


PAGE = snapshot(
    f"{SITE}/a.html", TEXT, final_url=f"{SITE}/b/a.html", redirects=(f"{SITE}/a.html",),
    headers={"content-type": "text/html", "content-encoding": "gzip", "content-length": "77",
             "transfer-encoding": "chunked", "content-disposition": "inline; filename=通知.html"},
)  # fmt: skip
AGAIN = replace(PAGE, snapshot_id="again", status=304, fetched_at=AT + timedelta(days=1))
SEEN = replace(PAGE, snapshot_id="seen", fetched_at=AT + timedelta(days=2))
LISTED = snapshot(f"{SITE}/list/", LIST, kind="list", fetched_at=AT - timedelta(minutes=1))
LINKED = snapshot(f"{SITE}/f.pdf", FILE, kind="attachment", parent_url=PAGE.url, media_type="")
GONE = snapshot(f"{SITE}/a.html", b"<html>404</html>", status=404, snapshot_id="gone")
SILENT = snapshot(f"{SITE}/c.html", None, status=0, error="连接超时")
SNAPSHOTS = (LISTED, PAGE, LINKED, GONE, AGAIN, SEEN, SILENT)
BODIES = {sha256(body): body for body in (TEXT, LIST, FILE, b"<html>404</html>")}


def account(records: dict[str, str]) -> dict[str, object]:
    return {
        "captures": [
            {"snapshot_id": one.snapshot_id, "url": one.url, "sha256": one.body_sha256,
             "record": records.get(one.snapshot_id)}
            for one in SNAPSHOTS
        ],
        "postings": [{"versions": [{"version_id": "v1", "snapshot_id": PAGE.snapshot_id}]}],
    }  # fmt: skip


def pack(**other: object) -> Pack:
    values: dict[str, object] = {
        "document_id": "0123456789abcdef",
        "title": "关于报送数据的通知",
        "description": "抓取存档",
        "snapshots": SNAPSHOTS,
        "pages": [PageEntry(snapshot_id=PAGE.snapshot_id, title="关于报送数据的通知")],
        "account": account,
    }
    return Pack(**(values | other))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wacz") / "whole.wacz"
    write(path, pack(), BODIES.__getitem__)
    return path


def checked(content: bytes, folder: Path) -> Verdict:
    path = folder / "tried.wacz"
    path.write_bytes(content)
    return check(path)


def warc_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as packed:
        return packed.read(WARC)


# -- writing --------------------------------------------------------------------------------------


def test_what_was_written_is_found_whole(made: Path) -> None:
    verdict = check(made)
    assert verdict.faults == []
    assert verdict.title == "关于报送数据的通知"
    assert len(verdict.checked) == 9


def test_the_same_captures_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    manifest = write(tmp_path / "again.wacz", pack(), BODIES.__getitem__)
    assert (tmp_path / "again.wacz").read_bytes() == made.read_bytes()
    assert manifest == check(made).manifest_sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.wacz"]


def test_it_is_a_wacz_to_others(made: Path) -> None:
    """Members, manifest and digest as WACZ 1.1.1 wants them, seen without our own reader."""
    with zipfile.ZipFile(made) as packed:
        assert packed.testzip() is None
        assert tuple(packed.namelist()) == MEMBERS
        assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
        manifest = json.loads(packed.read(PACKAGE))
        digest = json.loads(packed.read("datapackage-digest.json"))
        for one in manifest["resources"]:
            content = packed.read(one["path"])
            assert one["bytes"] == len(content)
            assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert digest["hash"] == f"sha256:{hashlib.sha256(packed.read(PACKAGE)).hexdigest()}"
        assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
        pages = [json.loads(line) for line in packed.read(PAGES).splitlines()]
    assert pages[0]["format"] == "json-pages-1.0"
    assert pages[1]["url"] == manifest["mainPageUrl"] == PAGE.final_url


def test_every_line_of_the_index_leads_to_its_record(made: Path) -> None:
    warc = warc_of(made)
    with zipfile.ZipFile(made) as packed:
        lines = packed.read(INDEX).decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 6
    for line in lines:
        key, stamp, said = line.split(" ", 2)
        entry = json.loads(said)
        start = int(entry["offset"])
        record = next(ArchiveIterator(io.BytesIO(warc[start : start + int(entry["length"])])))
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        assert key.startswith("example,energy)/")
        assert stamp.startswith("2026030")


def test_warcio_finds_the_archive_valid(made: Path, tmp_path: Path) -> None:
    (tmp_path / "data.warc.gz").write_bytes(warc_of(made))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "data.warc.gz")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.count("digest pass") >= 7
    assert "fail" not in told


def test_headers_speak_truly_of_the_body_that_is_there(made: Path) -> None:
    records = ArchiveIterator(io.BytesIO(warc_of(made)))
    found = next(
        (record.http_headers, record.content_stream().read())
        for record in records
        if record.rec_headers.get_header("WARC-Target-URI") == PAGE.final_url
    )
    headers, body = found
    assert body == TEXT
    assert headers.get_header("Content-Length") == str(len(TEXT))
    for name, sent in (("Content-Encoding", "gzip"), ("Content-Length", "77"),
                       ("Transfer-Encoding", "chunked")):  # fmt: skip
        assert headers.get_header(f"X-Policywatch-Orig-{name}") == sent
    assert headers.get_header("Content-Encoding") is None
    assert headers.get_header("Transfer-Encoding") is None


def test_what_was_there_before_is_referred_to(made: Path) -> None:
    records = list(ArchiveIterator(io.BytesIO(warc_of(made))))
    again = [one.rec_headers for one in records if one.rec_type == "revisit"]
    profiles = [one.get_header("WARC-Profile").rsplit("/", 1)[-1] for one in again]
    assert profiles == ["server-not-modified", "identical-payload-digest"]
    assert {one.get_header("WARC-Refers-To-Date") for one in again} == {"2026-03-02T01:00:05Z"}
    via = next(one for one in records if one.rec_type == "metadata")
    assert via.rec_headers.get_header("WARC-Target-URI") == PAGE.final_url


def test_a_confirmation_of_nothing_is_no_record(tmp_path: Path) -> None:
    alone = pack(snapshots=(AGAIN,), pages=(), account=lambda records: {"records": records})
    write(tmp_path / "x.wacz", alone, BODIES.__getitem__)
    kinds = [one.rec_type for one in ArchiveIterator(io.BytesIO(warc_of(tmp_path / "x.wacz")))]
    assert kinds == ["warcinfo", "metadata"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Energy.example/B?z=1&a=%E4%B8%AD", "example,energy)/b?a=%e4%b8%ad&z=1"),
        ("http://energy.example:8080/x/", "example,energy:8080)/x"),
        ("https://energy.example/", "example,energy)/"),
    ],
)
def test_addresses_are_sorted_as_indexes_do(url: str, key: str) -> None:
    assert key_of(url) == key


# -- damage ---------------------------------------------------------------------------------------


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_anywhere_is_found(made: Path, tmp_path: Path, place: float, bit: int) -> None:
    content = bytearray(made.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    verdict = checked(bytes(content), tmp_path)
    assert verdict.faults
    assert all(verdict.faults)


def test_every_byte_outside_the_contents_is_found(made: Path, tmp_path: Path) -> None:
    """Headers, names, times, directory, end: each byte of them, one after the other."""
    content = made.read_bytes()
    with zipfile.ZipFile(made) as packed:
        inside = set()
        for one in packed.infolist():
            start = one.header_offset + 30 + len(one.filename)
            inside.update(range(start, start + one.file_size))
    for at in sorted(set(range(len(content))) - inside):
        other = bytearray(content)
        other[at] ^= 0xFF
        assert checked(bytes(other), tmp_path).faults, at


def test_damage_is_named_by_file_and_record(made: Path, tmp_path: Path) -> None:
    content = made.read_bytes()
    with zipfile.ZipFile(made) as packed:
        start = packed.getinfo(WARC).header_offset + 30 + len(WARC)
        entry = next(
            json.loads(line.split(" ", 2)[2])
            for line in packed.read(INDEX).decode().splitlines()
            if ".pdf" in line
        )
    at = start + int(entry["offset"]) + int(entry["length"]) // 2
    faults = checked(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], tmp_path).faults
    assert any(line.startswith(WARC) and "哈希" in line for line in faults)
    assert any(f"偏移 {entry['offset']} 处的记录" in line for line in faults)


@pytest.mark.parametrize("kept", [0, 10, 0.3, 0.9, -1])
def test_a_torn_file_is_found(made: Path, tmp_path: Path, kept: float) -> None:
    content = made.read_bytes()
    size = int(kept * len(content)) if 0 < kept < 1 else int(kept)
    assert checked(content[:size], tmp_path).faults


def rezipped(made: Path, *more: tuple[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(made) as packed, zipfile.ZipFile(out, "w") as other:
        for one in packed.infolist():
            other.writestr(one, packed.read(one))
        for name, content in more:
            other.writestr(name, content)
        other.comment = comment
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "more", [("pages/more.jsonl", b"{}"), (PACKAGE, b"{}"), ("../../etc/passwd", b"x")]
)
def test_a_member_too_many_is_found(made: Path, tmp_path: Path, more: tuple[str, bytes]) -> None:
    assert checked(rezipped(made, more), tmp_path).faults
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tried.wacz"]


def test_a_comment_and_bytes_behind_the_end_are_found(made: Path, tmp_path: Path) -> None:
    assert checked(rezipped(made, comment=b"hello"), tmp_path).faults
    assert "多出 3 字节" in checked(made.read_bytes() + b"\0\0\0", tmp_path).faults[0]


def test_a_member_under_another_name_is_found(made: Path, tmp_path: Path) -> None:
    other = made.read_bytes().replace(b"archive/data.warc.gz", b"../../../data.warc.g")
    assert "../../../data" in checked(other, tmp_path).faults[0]


def forged(made: Path, **members: bytes) -> bytes:
    """A WACZ of other members with all hashes made to fit: only what it says is wrong."""
    from crawlers.wacz.package import as_json, digest_of
    from crawlers.wacz.zipping import zip_members

    with zipfile.ZipFile(made) as packed:
        contents = {name: packed.read(name) for name in MEMBERS}
    for name, content in members.items():
        contents[{"warc": WARC, "index": INDEX, "pages": PAGES}[name]] = content
    manifest = json.loads(contents[PACKAGE])
    for one in manifest["resources"]:
        content = contents[one["path"]]
        one.update(hash=f"sha256:{sha256(content)}", bytes=len(content))
    contents[PACKAGE] = as_json(manifest)
    contents["datapackage-digest.json"] = digest_of(sha256(contents[PACKAGE]))
    out = io.BytesIO()
    last = datetime.fromisoformat(manifest["captured"]["last"])
    members_ = [(name, io.BytesIO(contents[name]), len(contents[name])) for name in MEMBERS]
    zip_members(out, members_, last)
    return out.getvalue()


def test_a_forged_index_page_or_account_is_found_though_all_hashes_fit(
    made: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(made) as packed:
        index, pages, warc = (packed.read(name) for name in (INDEX, PAGES, WARC))
    assert checked(forged(made), tmp_path).faults == []
    shifted = index.replace(b'"offset": "', b'"offset": "1')
    assert "没有指到" in checked(forged(made, index=shifted), tmp_path).faults[0]
    fewer = b"\n".join(index.splitlines()[1:]) + b"\n"
    assert "缺少" in checked(forged(made, index=fewer), tmp_path).faults[0]
    elsewhere = pages.replace(b"/b/a.html", b"/b/z.html")
    assert "不在存档中" in checked(forged(made, pages=elsewhere), tmp_path).faults[0]
    records = warc.split(b"\x1f\x8b\x08")
    without = b"\x1f\x8b\x08".join([*records[:2], *records[3:]])
    assert any("账目" in line for line in checked(forged(made, warc=without), tmp_path).faults)


@pytest.mark.parametrize(
    ("part", "key", "said"),
    [
        ("captures", "sha256", "正文哈希与记录不符"),
        ("captures", "record", "记录不在存档中"),
        ("postings", "versions", "所据的抓取不在存档中"),
    ],
)
def test_an_account_that_does_not_fit_the_captures_is_found(
    tmp_path: Path, part: str, key: str, said: str
) -> None:
    def wrong(records: dict[str, str]) -> dict[str, object]:
        told = account(records)
        other = [{"version_id": "v1", "snapshot_id": "none"}] if part == "postings" else "0" * 64
        told[part][1 if part == "captures" else 0][key] = other  # type: ignore[index]
        return told

    write(tmp_path / "x.wacz", pack(account=wrong), BODIES.__getitem__)
    assert any(said in line for line in check(tmp_path / "x.wacz").faults)


# -- hostile --------------------------------------------------------------------------------------


def test_bombs_are_refused(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(reading, "MOST_IN_ALL", 3 << 20)
    bomb = gzip.compress(bytes(2 << 20))
    assert "压缩炸弹" in " ".join(checked(forged(made, warc=bomb), tmp_path).faults)


def test_a_deflated_or_encrypted_member_is_not_unpacked(made: Path, tmp_path: Path) -> None:
    for at, value in ((8, 8), (6, 1)):  # method, flags
        content = bytearray(made.read_bytes())
        struct.pack_into("<H", content, at, value)
        assert "文件头被改动" in checked(bytes(content), tmp_path).faults[0]


def test_deep_json_and_no_json_are_damage_and_no_crash(made: Path, tmp_path: Path) -> None:
    for line in (b"a 1 " + b"[" * 100_000, b"a 1 {", b"\xff\xfe", b"a 1 " + b'{"url":1}'):
        assert checked(forged(made, index=line + b"\n"), tmp_path).faults


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=400))
def test_any_bytes_at_all_are_told_as_damage(tmp_path: Path, made: Path, noise: bytes) -> None:
    assert checked(noise, tmp_path).faults
    assert checked(made.read_bytes()[:60] + noise, tmp_path).faults


@pytest.mark.parametrize("lost", ["WARC-Target-URI", "WARC-Type", "WARC-Date", "Content-Length"])
def test_a_record_without_a_header_is_damage_and_no_crash(
    made: Path, tmp_path: Path, lost: str
) -> None:
    unpacked = gzip.decompress(warc_of(made))
    lines = [line for line in unpacked.split(b"\r\n") if not line.startswith(lost.encode())]
    packed = gzip.compress(b"\r\n".join(lines))
    assert checked(forged(made, warc=packed), tmp_path).faults
