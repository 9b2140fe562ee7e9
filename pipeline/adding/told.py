"""What a person says of a document that they add, and what is stored of its being added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from storage.faults import WrongError
from storage.ids import digest_id, posting_id
from storage.records import CrawlRun, Listing, Posting, Row
from storage.text import document_number, squeeze

BY_HAND = "by_hand"
"""In the place of a source, of files: no list shows them."""


class AddError(WrongError):
    """It cannot be added: what, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a person says of a document that they add."""

    title: str = ""
    document_number: str = ""
    issuing_bodies: tuple[str, ...] = ()
    published_on: date | None = None

    def row(self, url: str) -> Row:
        """The same as the row of a list would say it."""
        return Row(
            url=url,
            title=squeeze(self.title),
            published_on=self.published_on,
            document_number=document_number(self.document_number),
            issuing_bodies=self.issuing_bodies,
        )


def refuse_known(known: Mapping[str, Posting]) -> None:
    """Raises ``AddError`` if there is such a posting."""
    for one in known.values():
        held = f"文件编号 {one.document_id}" if one.document_id else "下一次巡查会再读"
        raise AddError(f"已经有了，不必再补：{one.url}（{held}）。")


def run_of(url: str, now: datetime) -> CrawlRun:
    """In the place of the pass that would have listed it: what it shows is news."""
    return CrawlRun(
        run_id=digest_id(BY_HAND, now.isoformat(), url),
        source_id=BY_HAND,
        started_at=now,
        finished_at=now,
        complete=False,
        baseline=False,
        state="ok",
    )


def listed(source_id: str, row: Row, run: CrawlRun, now: datetime) -> tuple[Posting, Listing]:
    """The posting of the document, as if the source's list had shown it in that run."""
    key = posting_id(row.url)
    posting = Posting(
        posting_id=key,
        source_id=source_id,
        url=row.url,
        row=row,
        first_listed_at=now,
        first_run_id=run.run_id,
        last_listed_at=now,
        at_home=True,
    )
    listing = Listing(
        source_id=source_id,
        posting_id=key,
        first_run_id=run.run_id,
        first_listed_at=now,
        last_run_id=run.run_id,
        last_listed_at=now,
    )
    return posting, listing
