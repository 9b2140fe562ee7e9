"""Why the program and people take a document or leave it: decision, score, words. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.answering.answers import Reason
from pipeline.classify import TAKEN, classify
from pipeline.classifying.combining import asked_because
from pipeline.classifying.explaining import KIND_NAMES
from pipeline.classifying.facts import Facts
from pipeline.classifying.matching import Hit
from pipeline.classifying.rules import Rules
from pipeline.pages import fields
from pipeline.pages.fields import Reading
from pipeline.questions.amended import amendment_lines
from pipeline.review import FIELD_WORDS, decision_lines, topic_line
from storage.records import VERDICT_WORDS, Classification, Document, Evidence, Office, Said
from storage.text import squeeze

_MOST_WORDS, _MOST_TRIALS = 6, 2
_CODES = {"页面类型": "kind", "收录判断": "verdict", "编次": "part"}
_ABOUT = "关于"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A document with what it was judged by."""

    document: Document
    """As the program judged it."""
    said: Said
    """What people said of it."""
    facts: Facts | None
    """``None``: its text is not stored any more."""
    rules: Rules
    """Those of today."""
    office: Office


def judgement(on: Judged, names: Mapping[str, str]) -> Iterator[Reason]:
    """Who decided, the score against its lines, the program's reasons, the words it rests on."""
    said = on.document.classification
    for line in decision_lines(on.said.review):
        yield Reason(code="decision", text=line)
    for line in amendment_lines(on.said, on.office, names):
        yield Reason(code="corrected", text=line)
    yield Reason(code="score", text=_score_line(on))
    for line in said.reasons:
        code = next((c for start, c in _CODES.items() if line.startswith(start)), "reason")
        yield Reason(code=code, text=line)
    if said.evidence:
        yield Reason(code="evidence", text=f"依据：{_words(said.evidence)}")
    for topic in said.topics:
        yield Reason(code="topic", text=topic_line(topic, names))
    if _is_low(on) and on.facts:
        yield from _lift(said, on.facts, on.rules)


# -- the score ------------------------------------------------------------------------------------


def _score_line(on: Judged) -> str:
    """相关度 0.450，在不收线 0.200 与收录线 0.800 之间，离收录线差 0.350."""
    said = on.document.classification
    asked = asked_because(said.page_kind, on.document.title)
    if asked is None:
        return f"{KIND_NAMES[said.page_kind]}这类页面一律不收录，不看相关度"
    score = f"相关度 {said.relevance:.3f}"
    model = on.rules.model
    if said.rules != on.rules.fingerprint:
        return f"{score}，是按当时的规则判的，规则后来改过"
    if model is None:
        return f"{score}，只按规则判断，没有收录线"
    if asked and said.relevant is None:
        return f"{score}，{asked}，不论高低都请人判断"
    return f"{score}，{_against(said.relevance, model.lines.no, model.lines.yes)}"


def _against(score: float, no: float, yes: float) -> str:
    if score >= yes:
        return f"在收录线 {yes:.3f} 之上，高出 {score - yes:.3f}"
    if score < no:
        return f"在不收线 {no:.3f} 之下，低 {no - score:.3f}"
    return f"在不收线 {no:.3f} 与收录线 {yes:.3f} 之间，离收录线差 {yes - score:.3f}，要人判断"


def _words(found: Sequence[Evidence]) -> str:
    """标题“配额”（+1.2）、正文“清缴”: each word once."""
    said = {
        f"{FIELD_WORDS.get(one.field, one.field)}“{squeeze(one.text)}”": one.weight for one in found
    }
    shown = [
        f"{word}（{weight:+.1f}）".replace("-", "−") if weight else word
        for word, weight in said.items()
    ]
    more = f" 等 {len(shown)} 处" if len(shown) > _MOST_WORDS else ""
    return "，".join(shown[:_MOST_WORDS]) + more


# -- what would lift it ---------------------------------------------------------------------------


def _is_low(on: Judged) -> bool:
    said = on.document.classification
    return said.page_kind in TAKEN and said.relevant is not True


def _lift(said: Classification, facts: Facts, rules: Rules) -> Iterator[Reason]:
    """What title and body lack, counted; and what one word more in the title would change."""
    reading = fields.read(facts, rules)
    in_title = fields.strong(reading.title_hits, rules)
    if not in_title:
        yield Reason(code="title", text=_title_line(reading, rules))
    counted = _counted(fields.strong(reading.body_hits, rules))
    yield Reason(code="body", text=_body_line(reading, counted))
    if in_title:
        return
    for word, _ in counted.most_common(_MOST_TRIALS):
        tried = classify(replace(facts, title=_with(word, facts.title, reading)), rules)
        if (tried.relevant, tried.relevance) != (said.relevant, said.relevance):
            still = "仍" if tried.relevant == said.relevant else ""
            verdict = f"{still}{VERDICT_WORDS[tried.relevant]}"
            text = f"假如标题也写“{word}”，相关度会是 {tried.relevance:.2f}（{verdict}）"
            yield Reason(code="lift", text=text)


def _title_line(reading: Reading, rules: Rules) -> str:
    doubtful = list(_counted(fields.doubtful(reading.title_hits, rules)))
    if doubtful:
        return f"标题里没有收录词，只有要人判断的“{'”“'.join(doubtful)}”"
    return "标题里没有一个收录词"


def _body_line(reading: Reading, counted: Counter[str]) -> str:
    if not reading.body.strip():
        return "页面没有正文文字，只凭标题判断"
    length = f"正文 {len(reading.body)} 字"
    if not counted:
        return f"{length}里没有一个收录词"
    said = "、".join(f"{word} {times} 次" for word, times in counted.most_common(_MOST_WORDS))
    return f"{length}里收录词共出现 {counted.total()} 次：{said}"


def _counted(hits: Sequence[Hit]) -> Counter[str]:
    return Counter(hit.term for hit in hits)


def _with(word: str, title: str, reading: Reading) -> str:
    """The title with the word where it says what it is about."""
    start = reading.subject[0][0] if reading.subject else 0
    if title[start:].startswith(_ABOUT):
        start += len(_ABOUT)
    return title[:start] + word + title[start:]
