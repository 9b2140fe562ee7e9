"""Answers from WARC archives: which capture, and what a damaged file costs."""

import gzip
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from crawlers.replay import Archive, ReplayError, address_key, replay_address
from tests.crawlers.small_site import bodies, declare, run_pass, stored

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def record(url: str, day: int, body: bytes, kind: str = "response") -> bytes:
    """One WARC record; a revisit says by its digest whose body it means."""
    moment = (DAY + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    content = http + (body if kind == "response" else b"")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {moment}\r\n"
        f"WARC-Payload-Digest: sha1:{digest}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def posted(url: str, day: int, form: str, body: bytes) -> list[bytes]:
    """A posted form and its answer, as capturing programs write them: the answer first."""
    answer = record(url, day, body).replace(
        b"WARC/1.0\r\n", f"WARC/1.0\r\nWARC-Record-ID: <urn:{url}?{form}>\r\n".encode(), 1
    )
    http = (
        f"POST {url} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{form}"
    ).encode()
    moment = (DAY + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f"WARC/1.0\r\nWARC-Type: request\r\nWARC-Target-URI: {url}\r\nWARC-Date: {moment}\r\n"
        f"WARC-Concurrent-To: <urn:{url}?{form}>\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return [answer, head.encode() + http + b"\r\n\r\n"]


def write(path: Path, captures: Sequence[tuple[str, int, bytes]], *, packed: bool = True) -> Path:
    """A WARC of (address, day, body)."""
    pack = gzip.compress if packed else bytes
    path.write_bytes(b"".join(pack(record(*capture)) for capture in captures))
    return path


def body_at(archive: Archive, url: str, day: int) -> bytes | None:
    found = archive.find(url, DAY + timedelta(days=day))
    return found.body if found else None


@pytest.mark.parametrize("packed", [True, False])
def test_the_newest_capture_not_later_than_the_moment(packed: bool, tmp_path: Path) -> None:
    url = "https://www.example.gov.cn/tz/"
    captures = [(url, 0, b"first"), ("https://www.example.gov.cn/x", 1, b"x"), (url, 5, b"later")]
    path = write(tmp_path / "a.warc.gz", captures, packed=packed)
    archive = Archive.open([path], tmp_path / "cache")
    assert [body_at(archive, url, day) for day in (-1, 0, 4, 5, 9)] == [
        None, b"first", b"first", b"later", b"later",
    ]  # fmt: skip
    assert archive.has(url, DAY)
    assert not archive.has("https://www.example.gov.cn/x", DAY)
    archive.close()


LIST = "https://a.gov.cn/dataproxy.jsp"


def form_at(archive: Archive, **pairs: str) -> bytes | None:
    return body_at(archive, replay_address(LIST, tuple(pairs.items())), 9)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("named", ["answer", "request", "nothing"])
def test_an_answer_to_a_form_is_known_by_the_form(packed: bool, named: str, tmp_path: Path) -> None:
    """Which of the two records names the other, if any does, is up to the program."""
    pieces: list[bytes] = []
    for day, (form, body) in enumerate((("page=1&id=7", b"first"), ("id=7&page=2", b"second"))):
        answer, request = posted(LIST, day, form, body)
        if named == "request":
            request = request.replace(b"WARC-Concurrent-To", b"WARC-Record-ID")
            answer = answer.replace(b"WARC-Record-ID", b"WARC-Concurrent-To")
        if named == "nothing":
            request = request.replace(b"WARC-Concurrent-To", b"X-Concurrent-To")
        pieces += [answer, request]
    pieces.append(record(LIST, 5, b"the page itself"))
    pack = gzip.compress if packed else bytes
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(pack(piece) for piece in pieces))
    archive = Archive.open([path], tmp_path / "cache")
    assert form_at(archive, id="7", page="1") == b"first"
    assert form_at(archive, id="7", page="2") == b"second"
    assert form_at(archive, id="7", page="3") is None
    assert body_at(archive, LIST, 9) == b"the page itself"
    archive.close()


def test_a_form_that_stands_in_the_address(tmp_path: Path) -> None:
    captures = [
        (f"{LIST}?__wb_method=POST&page=1&id=7", 0, b"marked"),
        (f"{LIST}?id=8&page=1", 0, b"plain"),
    ]
    archive = Archive.open([write(tmp_path / "a.warc.gz", captures)], tmp_path)
    assert form_at(archive, id="7", page="1") == b"marked"
    assert form_at(archive, id="8", page="1") == b"plain"
    archive.close()


def test_what_was_posted_otherwise_is_no_answer_to_the_address(tmp_path: Path) -> None:
    answer, request = posted(LIST, 0, '{"page": 1}', b"rows")
    path = tmp_path / "a.warc"
    path.write_bytes(answer + request.replace(b"x-www-form-urlencoded", b"json;;;;;;;;;;;;;;;;;"))
    archive = Archive.open([path], tmp_path / "cache")
    assert body_at(archive, LIST, 9) is None
    archive.close()


def test_the_exact_scheme_first_then_the_other(tmp_path: Path) -> None:
    captures = [("http://a.gov.cn/", 0, b"http"), ("https://a.gov.cn/", 1, b"https")]
    archive = Archive.open([write(tmp_path / "a.warc.gz", captures)], tmp_path)
    assert body_at(archive, "https://a.gov.cn/", 0) == b"http"
    assert body_at(archive, "https://a.gov.cn/", 1) == b"https"
    assert body_at(archive, "http://a.gov.cn/", 9) == b"http"
    archive.close()


def test_the_newest_of_several_files(tmp_path: Path) -> None:
    url = "https://a.gov.cn/"
    paths = [write(tmp_path / f"{day}.warc.gz", [(url, day, b"%d" % day)]) for day in (3, 1, 2)]
    archive = Archive.open(paths, tmp_path / "cache")
    assert [body_at(archive, url, day) for day in (1, 2, 9)] == [b"1", b"2", b"3"]
    archive.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.gov.cn/s?t=1&q=&n=20", "https://a.gov.cn/s?n=20&t=1&q=", True),
        ("https://a.gov.cn/s?q=%E7%A2%B3", "https://a.gov.cn/s?q=碳", True),
        ("https://a.gov.cn/s?a=b+c", "https://a.gov.cn/s?a=b%20c", True),
        ("https://A.gov.cn:443/通知", "https://a.gov.cn/" + quote("通知"), True),
        ("https://a.gov.cn/#top", "https://a.gov.cn", True),
        ("https://a.gov.cn/s?q=", "https://a.gov.cn/s", False),
        ("https://a.gov.cn/s?p=1&p=2", "https://a.gov.cn/s?p=1", False),
        ("https://a.gov.cn/s?q=%CC%BC", "https://a.gov.cn/s?q=%E7%A2%B3", False),
        ("https://a.gov.cn:8080/", "https://a.gov.cn/", False),
        ("http://a.gov.cn:99999/", "http://a.gov.cn/", True),
    ],
)
def test_addresses_are_one_whatever_the_order_of_parameters(
    one: str, other: str, same: bool
) -> None:
    assert (address_key(one)[0] == address_key(other)[0]) is same


def test_a_revisit_answers_with_the_earlier_body(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [("https://a.gov.cn/1", 0, b"text")])
    with path.open("ab") as out:
        out.write(gzip.compress(record("https://a.gov.cn/2", 1, b"text", "revisit")))
    archive = Archive.open([path], tmp_path)
    assert body_at(archive, "https://a.gov.cn/2", 1) == b"text"
    archive.close()


def test_a_body_larger_than_the_limit_is_cut_and_said_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [("https://a.gov.cn/", 0, bytes(1 << 20))])
    archive = Archive.open([path], tmp_path)
    found = archive.find("https://a.gov.cn/", DAY, limit=1000)
    assert found
    assert (len(found.body), found.whole) == (1000, False)
    archive.close()


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(
        {
            "cut": data[: len(data) - 40],
            "flipped": data[:middle] + bytes(8) + data[middle + 8 :],
            "one member": gzip.compress(gzip.decompress(data)),
            "tail": data + b"<html>no record</html>",
        }[how]
    )


@pytest.mark.parametrize(
    ("how", "said"),
    [("cut", "不完整"), ("flipped", "已损坏"), ("one member", "不是逐条压缩"), ("tail", "已损坏")],
)
def test_a_damaged_file_is_one_line_and_the_others_go_on(
    how: str, said: str, tmp_path: Path
) -> None:
    bad = write(
        tmp_path / "bad.warc.gz", [(f"https://a.gov.cn/{n}", n, b"a%d" % n) for n in range(9)]
    )
    good = write(tmp_path / "good.warc.gz", [("https://b.gov.cn/", 0, b"b")])
    damaged(bad, how)
    for _ in range(2):  # the second time from the cache
        archive = Archive.open([bad, good], tmp_path / "cache")
        (line,) = archive.faults
        assert said in line
        assert str(bad) in line
        assert "偏移 " in line
        assert "\n" not in line
        assert body_at(archive, "https://b.gov.cn/", 0) == b"b"
        archive.close()


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"no archive at all")
    with pytest.raises(ReplayError, match=r"WARC 文件已损坏：.*a\.warc\.gz（偏移 0"):
        Archive.open([tmp_path / "a.warc.gz"], tmp_path)
    with pytest.raises(ReplayError, match=r"打不开：.*b\.warc"):
        Archive.open([tmp_path / "b.warc"], tmp_path)


def test_a_file_written_anew_is_indexed_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    for text in (b"one", b"other"):
        archive = Archive.open([write(path, [("https://a.gov.cn/", 0, text)])], tmp_path / "c")
        assert body_at(archive, "https://a.gov.cn/", 0) == text
        archive.close()


def test_a_pass_over_an_archive_never_asks_the_network(tmp_path: Path) -> None:
    rows = "".join(
        f'<li><a href="/d/t{n}.html">关于开展第{n}批碳排放核算工作的通知</a>2026-02-0{n}</li>'
        for n in (3, 2, 1)
    )
    captures = [("https://a.example/tz/", 0, f"<ul>{rows}</ul>".encode())]
    captures += [(f"https://a.example/d/t{n}.html", 0, b"<p>x</p>") for n in (1, 2)]
    path = write(tmp_path / "a.warc.gz", captures)
    env = declare(tmp_path, test_in="https://a.example/tz/", test_out="https://b.example/tz/")

    done = run_pass(tmp_path, env, "--replay", str(path), "--at", "2026-03-02T09:00+08:00")

    assert (done.returncode, done.stderr) == (0, "存档中没有的地址：1 个（不当作网页已删除）\n")
    runs, seen = stored(tmp_path)
    assert {run.source_id: (run.state, run.problem, run.complete) for run in runs} == {
        "test_in": ("ok", None, True),
        "test_out": ("skipped", None, False),
    }
    # The third document is not in the archive: nothing was observed, so nothing is recorded.
    assert sorted(one.status for one in seen) == [200, 200, 200]
    assert {one.fetched_at for one in seen} == {datetime(2026, 3, 2, 1, tzinfo=UTC)}

    before = bodies(tmp_path)
    again = run_pass(tmp_path, env, "--replay", str(path), "--at", "2026-03-03T09:00+08:00")
    assert (again.returncode, bodies(tmp_path)) == (0, before)


def test_a_corrupt_archive_is_said_in_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [("https://a.example/tz/", 0, b"<p>")])
    damaged(path, "cut")
    env = declare(tmp_path, test_in="https://a.example/tz/")
    done = run_pass(tmp_path, env, "--replay", str(path), "--at", "2026-03-02T09:00+08:00")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "不完整" in done.stderr
