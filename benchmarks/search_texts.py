"""Invented documents for the measurement of searching, in the words of real ones.

Words and what follows them are counted in the folder of real pages when this runs; sentences are
drawn from that, more often from the frequent ones (Zipf), so that terms are as frequent, and texts
as different from one another, as in a collection of policy documents.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path

import rjieba

from benchmarks.extraction import saved_pages
from crawlers.extract import extract
from storage.ids import digest_id
from storage.records import (
    Block,
    Classification,
    Content,
    Document,
    TopicScore,
    Version,
)
from storage.text import number_key, title_key

PARTS = ("central", "mee", "ministry", "province")
TOPICS = ("carbon_market", "energy", "industry", "buildings", "transport", "finance", "pollution")
_SHORTEST, _LONGEST = 200, 40_000
_MEDIAN, _SPREAD = 7.4, 1.0
"""Of the logarithm of a document's characters."""
_SENTENCES = 200_000
_BREAK, _CLAUSES = 0.2, 12
_CLAUSE = re.compile(r"[\u4e00-\u9fff0-9A-Za-z.%〔〕]+")
_LAST_DAY = date(2026, 6, 30)
_DAYS = 5500


@dataclass(frozen=True, kw_only=True)
class Made:
    """A document and the version that it shows."""

    document: Document
    version: Version


class Writer:
    """Writes documents; the same ones for the same seed."""

    def __init__(self, data: Path, seed: int) -> None:
        self._random = random.Random(seed)
        words: Counter[str] = Counter()
        first: Counter[str] = Counter()
        after: dict[str, Counter[str]] = defaultdict(Counter)
        for clause in _clauses(data):
            said = rjieba.cut(clause)
            words.update(said)
            first[said[0]] += 1
            for one, other in pairwise(said):
                after[one][other] += 1
        self.words = [word for word, _ in words.most_common()]
        self._any = _Choice(words)
        self._first = _Choice(first)
        self._after = {word: _Choice(found) for word, found in after.items()}
        self._known = [self._clause() for _ in range(_SENTENCES)]
        self._weights = list(accumulate(1 / (rank + 20) ** 0.7 for rank in range(_SENTENCES)))
        self.issuers = [f"{self._any.draw(self._random)}{n}局" for n in range(60)]

    def documents(self, count: int) -> Iterator[Made]:
        for place in range(count):
            yield self._document(place)

    def _clause(self) -> str:
        draw = self._random
        said = [self._first.draw(draw)]
        for _ in range(draw.randint(2, 11)):
            follows = self._after.get(said[-1])
            if follows is None or draw.random() < _BREAK:
                follows = self._any
            said.append(follows.draw(draw))
        return "".join(said)

    def _text(self) -> list[str]:
        """Paragraphs; every twelfth clause is of this document alone."""
        draw = self._random
        long = min(_LONGEST, max(_SHORTEST, draw.lognormvariate(_MEDIAN, _SPREAD)))
        clauses = draw.choices(self._known, cum_weights=self._weights, k=int(long // 14) + 1)
        for place in range(0, len(clauses), _CLAUSES):
            clauses[place] = self._clause()
        starts = range(0, len(clauses), _CLAUSES)
        return ["，".join(clauses[at : at + _CLAUSES]) + "。" for at in starts]

    def _document(self, place: int) -> Made:
        draw = self._random
        key = digest_id("document", str(place))
        day = _LAST_DAY - timedelta(days=draw.randrange(_DAYS))
        number = f"澄发〔{day.year}〕{place + 1}号"
        issuer = draw.choice(self.issuers)
        title = f"{issuer}关于{self._clause()}的通知"
        topics = tuple(TopicScore(id=one, score=0.8) for one in draw.sample(TOPICS, 2))
        verdict = Classification(page_kind="document", relevant=True, relevance=0.9, topics=topics)
        texts = self._text()
        blocks = [Block(kind="paragraph", text=text) for text in texts]
        blocks.insert(1, Block(kind="heading", text=f"一、{self._clause()}", level=4, label="一、"))
        version = Version(
            version_id=key,
            posting_id=key,
            snapshot_id=key,
            created_at=datetime(2026, 7, 1, tzinfo=UTC),
            content_sha256=key,
            content=Content(title=title, document_number=number, blocks=tuple(blocks)),
        )
        document = Document(
            document_id=key,
            title=title,
            title_key=title_key(title),
            number_key=number_key(number),
            document_number=number,
            issuing_bodies=(issuer,),
            signed_on=day,
            published_on=day,
            effective_on=day if draw.random() < 0.3 else None,
            part=draw.choice(PARTS),
            region="全国",
            page_kind="document",
            relevant=draw.choice((True, True, False, None)),
            relevance=0.9,
            classification=verdict,
            lead_posting_id=key,
            version_id=key,
            detected_at=datetime(2026, 7, 1, tzinfo=UTC),
            first_run_id=key,
        )
        return Made(document=document, version=version)


class _Choice:
    """Words, each as likely as it is frequent."""

    def __init__(self, found: Counter[str]) -> None:
        self._words = list(found)
        self._weights = list(accumulate(found.values()))

    def draw(self, chance: random.Random) -> str:
        return chance.choices(self._words, cum_weights=self._weights)[0]


def _clauses(data: Path) -> Iterator[str]:
    seen: set[str] = set()
    texts = [path.read_text("utf-8") for path in sorted(data.glob("worlds/*/official/*.txt"))]
    for case in saved_pages(data):
        texts.append(extract(case.page).text)
    for text in texts:
        for clause in _CLAUSE.findall(text):
            if clause not in seen:
                seen.add(clause)
                yield clause
