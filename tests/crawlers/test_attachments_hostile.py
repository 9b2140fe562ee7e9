"""Files that mean harm, or came to it: each is one line, in time, and the next is read."""

import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from crawlers.attachments import read, worker
from crawlers.filetypes import AttachmentText, Limits
from tests.crawlers.attachment_samples import (
    a_doc,
    a_docx,
    a_pdf,
    a_zip,
    an_ofd,
    an_ole,
    an_xlsx,
    pdf_of,
    word_xml,
)

_BOOK = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12 + b"\x0a\x00\x00\x00"
SAMPLES = {
    "a.pdf": a_pdf(["one\ntwo", "three"], picture=True),
    "a.docx": a_docx(),
    "a.xlsx": an_xlsx([["甲", 1], ["乙", 2.5]]),
    "a.doc": a_doc("标题\r序号\x07名\x07\x07完\r", table_rows=[8]),
    "a.xls": an_ole({"Workbook": _BOOK}),
    "a.ppt": an_ole({"PowerPoint Document": b"\x0f\x00\xf0\x0f\x20\x00\x00\x00" + b"\0" * 40}),
    "a.ofd": an_ofd([(10, 10, "左"), (60, 10, "右")]),
    "a.rtf": rb"{\rtf1\ansi\ansicpg936 \'d5\'fe{\field{\*\fldinst X}{\fldrslt 1}}\par}",
    "a.zip": a_zip({"一.docx": a_docx(), "二.zip": a_zip({"三.txt": b"x"})}),
    "a.rar": b"Rar!\x1a\x07\x01\x00" + bytes(range(200)),
    "a.7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(200)),
    "a.mht": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    b"Content-Type: text/html\n\n<p>hello</p>\n--x--",
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_files_never_raise(name: str, data: st.DataObject) -> None:
    body = bytearray(SAMPLES[name])
    cut = data.draw(st.integers(0, len(body)))
    flips = data.draw(
        st.lists(st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255)), max_size=8)
    )
    for at, value in flips:
        body[at] = value
    damaged = bytes(body[:cut]) if data.draw(st.booleans()) else bytes(body)
    started = time.monotonic()
    found = read(damaged, name=name, limits=Limits(seconds=3, patience=3))
    assert found.text or found.problem
    assert time.monotonic() - started < 8


def _refused(body: bytes, name: str, why: str) -> None:
    found = read(body, name=name)
    assert found.text == ""
    assert why in found.problem


def test_a_flat_bomb_is_refused_by_what_it_declares() -> None:
    _refused(a_zip({"word/document.xml": b"\0" * 30_000_000}), "a.docx", "超过上限")


def test_a_nested_bomb_ends_at_what_it_unpacks() -> None:
    inner = a_zip({f"{at}.txt": b"\0" * 1_500_000 for at in range(4)})
    body = a_zip({f"{at}.zip": inner for at in range(40)}, compression=zipfile.ZIP_STORED)
    found = read(body, name="a.zip", limits=Limits(unpacked=20_000_000, ratio=10_000))
    assert "展开后超过 20 MB" in found.problem


def test_a_bomb_that_lies_about_its_size() -> None:
    body = bytearray(a_zip({"a.txt": b"\0" * 9_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", body, body.find(mark) + place, 10)
    assert read(bytes(body), name="a.zip").text in ("【a.txt】", "")


def test_members_that_share_their_bytes() -> None:
    body = bytearray(a_zip({"a.txt": b"kernel" * 99, "b.txt": b"kernel" * 99}))
    second = body.find(b"PK\x01\x02", body.find(b"PK\x01\x02") + 4)
    struct.pack_into("<I", body, second + 42, 0)
    _refused(bytes(body), "a.zip", "互相重叠")


def test_more_members_than_anybody_sends() -> None:
    body = a_zip({f"{at}.txt": b"x" for at in range(30)})
    found = read(body, name="a.zip", limits=Limits(members=10))
    assert found.text.count("【") == 10
    assert found.problem == "压缩包内只读了前 10 个文件"


def test_names_lead_nowhere_and_hold_no_controls() -> None:
    found = read(a_zip({"../../etc/\x07pass\nwd.txt": b"words"}), name="a.zip")
    assert found.text == "【../../etc/pass wd.txt】\nwords"


def test_a_pdf_of_a_million_objects() -> None:
    body = a_pdf(["words"])
    many = pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
        + [b"null"] * 1_000_000
    )
    started = time.monotonic()
    assert read(many, name="a.pdf").text == ""
    assert time.monotonic() - started < 31
    assert read(body, name="a.pdf").text == "words"


def test_entities_are_left_alone() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    outer = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for declared in (bomb, outer):
        text = f"{declared}<document><body><p><r><t>&a;</t></r></p></body></document>"
        _refused(a_zip({"word/document.xml": text.encode()}), "a.docx", "实体定义")
        _refused(a_zip({"word/document.xml": text.encode("utf-16")}), "a.docx", "实体定义")


def test_elements_in_elements_in_elements() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + "</w:tc></w:tr></w:tbl>" * 400
    found = read(word_xml(f"<w:p><w:r><w:t>前</w:t></w:r></w:p>{deep}"), name="a.docx")
    assert found.text.startswith("前")


def test_sectors_that_lead_round_in_a_circle() -> None:
    started = time.monotonic()
    assert read(a_doc("正文\r", cyclic=True), name="a.doc").media_type
    assert time.monotonic() - started < 5


def test_types_and_names_that_lie() -> None:
    body = a_pdf(["words"])
    found = read(body, name="a.doc", media_type="application/msword")
    assert (found.media_type, found.text) == ("application/pdf", "words")
    assert read(a_docx(), name="a.xls", media_type="text/html").text.startswith("表前的话")


# -- the process that reads -------------------------------------------------------------------


def test_a_crash_is_one_line_and_the_next_file_is_read() -> None:
    assert read(b"words", name="a.txt").text == "words"
    assert worker.WORKER.pid is not None
    os.kill(worker.WORKER.pid, signal.SIGSEGV)
    assert read(b"more", name="a.txt").text == "more"


def test_too_slow_is_ended_and_told() -> None:
    slow = Limits(seconds=0.0, patience=0.0)
    found = read(b"words" * 99, name="a.txt", limits=slow)
    assert found.text == "" or found.partial
    assert found.problem
    assert read(b"more", name="a.txt").text == "more"


def test_memory_is_bounded() -> None:
    rows = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 400_000
    body = word_xml(rows.decode())
    small = replace(Limits(), memory=300_000_000)
    found = read(body, name="a.docx", limits=replace(small, ratio=10_000))
    assert found.text == ""
    assert found.problem in ("读取所需内存超过上限", "读取程序意外中止，文件可能已损坏")
    assert read(b"more", name="a.txt").text == "more"


def test_the_child_does_not_outlive_its_parent() -> None:
    script = (
        "import os; from crawlers.attachments import read, worker; read(b'x', name='a.txt');"
        "print(worker.WORKER.pid, flush=True); os._exit(0)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    command = Path(f"/proc/{int(ran.stdout)}/cmdline")
    deadline = time.monotonic() + 10
    with suppress(FileNotFoundError):
        while command.read_bytes():  # a dead process that nobody buried has none
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_an_answer_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = worker.Worker()
    monkeypatch.setattr(worker, "_COMMAND", ("-c", "pass"))
    found = fresh.read(b"x", worker.Request("a.txt", "text/plain", 1, Limits()))
    assert found == AttachmentText(
        "text/plain", problem="读取程序意外中止，文件可能已损坏", broken=True
    )
