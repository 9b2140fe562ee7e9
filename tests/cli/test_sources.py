"""``policywatch extract``: the object of the contract, whatever the page is."""

import json
from pathlib import Path

import pytest

from cli import parser
from crawlers.page import words
from tests.pipeline.scene import page

KEYS = words(
    "document_id title document_number issuing_bodies document_type page_kind index_number "
    "signed_on published_on effective_on validity part region relevant relevance topics relations "
    "deadlines attachments postings printed_in blocks text detected_at inferred page_state"
)
NOTICE = page(
    "关于做好碳排放权交易配额清缴工作的通知",
    ["各市：", "现将碳排放权交易配额清缴有关事项通知如下。"],
    number="澄环〔2026〕7号",
    attachments=("https://a.example/files/table.xlsx",),
)


@pytest.mark.parametrize(
    ("body", "status", "kind"), [(NOTICE, 0, "document"), (b"<html></html>", 1, None)]
)
def test_extract_prints_every_key(
    body: bytes,
    status: int,
    kind: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(body)
    url = "https://a.example/tz/t1.html"
    words = ["extract", str(file), "--url", url, "--json"]
    call = parser(words).parse_args(words)
    assert call.run(call) == status
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= KEYS
    assert said["page_kind"] == kind
    for attachment in said["attachments"]:
        assert attachment.keys() == {"name", "url", "media_type", "sha256", "text_chars"}
