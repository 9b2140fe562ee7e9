"""Advice on a document by a model of the operator's choice: off by default, and never needed.

    cached? | within the month's limit? | ask | read | held against the text | stored

Nothing that the program decides rests on it: it is shown beside, and marked as what it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.advising.asking import (
    AnswerError,
    EndpointError,
    Question,
    Reply,
    question,
    read_answer,
)
from pipeline.advising.checking import fault_of
from pipeline.advising.endpoint import address_fault, ask
from storage.characters import legal
from storage.clock import SHANGHAI
from storage.database import Database
from storage.queries.advices import advice_kept, asked_of, put_advice, tokens_spent
from storage.queries.documents import Wanted, find_documents
from storage.queries.processing import version
from storage.records import Advice, AdviceState, Document
from storage.settings import SettingError, Settings

MOST_A_PASS = 20
"""Documents of which the model is asked after a pass."""
_CHARACTERS_A_TOKEN = 1.0
"""A cautious reckoning of what a question costs where the endpoint does not say."""


def is_on(settings: Settings) -> bool:
    """Whether the operator named an endpoint and a model."""
    return bool(settings.advice_url and settings.advice_model)


def required(settings: Settings) -> None:
    """Raise ``SettingError`` where advice is off, or its address is none that can be asked."""
    if not is_on(settings):
        raise SettingError(
            "没有设置模型：请设 POLICYWATCH_ADVICE_URL（兼容 OpenAI 的接口，例如 "
            "http://127.0.0.1:11434/v1）和 POLICYWATCH_ADVICE_MODEL。"
        )
    if fault := address_fault(settings):
        raise SettingError(fault)


def waiting(db: Database, limit: int = MOST_A_PASS) -> list[Document]:
    """Documents that are for a person or belong, newest first, of which no model was asked yet."""
    with db.connect() as conn:
        found = find_documents(conn, Wanted(relevant=("person", "yes"), limit=10 * limit))
        asked = asked_of(conn, found)
    return [one for one in found if one.document_id not in asked][:limit]


def advise_all(
    db: Database,
    settings: Settings,
    documents: Iterable[Document],
    names: Mapping[str, str],
    now: datetime,
    told: Callable[[Document, Advice], None] = lambda document, advice: None,
) -> tuple[str, ...]:
    """Ask of each of the documents; Chinese lines on what was not asked, and why.

    Ends at the month's limit, and at the first failure of the endpoint: it would fail the others.
    """
    if fault := address_fault(settings):
        return (fault,)
    for document in documents:
        advice = advise(db, settings, document, names, now)
        if advice is None:
            return (
                f"本月已用 {_spent(db, now)} 个 token，限额 {settings.advice_tokens}，不再询问："
                "可调高 POLICYWATCH_ADVICE_TOKENS。",
            )
        told(document, advice)
        if advice.state == "failed":
            return (f"《{document.title}》没有问成：{advice.reason}。",)
    return ()


def advise(
    db: Database, settings: Settings, document: Document, names: Mapping[str, str], now: datetime
) -> Advice | None:
    """What the model says of the document, asked once; ``None`` where the limit is reached.

    ``names`` are the topics by id. Raises ``SettingError`` where no model is set.
    """
    required(settings)
    with db.connect() as conn:
        shown = version(conn, document.version_id)
        assert shown is not None, document.document_id
        asked = question(document.document_id, shown.content, settings.advice_model, names)
        kept = advice_kept(conn, asked.key)
    if kept is not None and kept.state != "failed":
        return _as_now(db, kept, document)
    if _spent(db, now) + _reckoned(asked) > settings.advice_tokens:
        return None
    made = _asked(settings, asked, names, document, now)
    with db.begin() as conn:
        put_advice(conn, made)
    return made


def _as_now(db: Database, kept: Advice, document: Document) -> Advice:
    """What was said of the same text, of the version that stands now."""
    made = replace(kept, version_id=document.version_id)
    if made != kept:
        with db.begin() as conn:
            put_advice(conn, made)
    return made


def _asked(
    settings: Settings,
    asked: Question,
    names: Mapping[str, str],
    document: Document,
    now: datetime,
) -> Advice:
    blank = Advice(
        advice_id=asked.key,
        document_id=document.document_id,
        version_id=document.version_id,
        model=asked.model,
        asked_at=now,
        state="failed",
        summary="",
    )
    try:
        reply = ask(settings, asked)
    except AnswerError as error:
        state: AdviceState = "failed" if isinstance(error, EndpointError) else "refused"
        tokens = _reckoned(asked) if error.costs else 0
        return replace(blank, state=state, reason=legal(str(error)), tokens=tokens)
    return _held(replace(blank, tokens=reply.tokens or _reckoned(asked)), reply, asked, names)


def _held(blank: Advice, reply: Reply, asked: Question, names: Mapping[str, str]) -> Advice:
    """The answer, held against the text."""
    try:
        answer = read_answer(reply.text, names)
    except AnswerError as error:
        return replace(blank, state="refused", reason=legal(str(error)))
    fault = fault_of(answer.summary, asked.source)
    return replace(
        blank,
        state="refused" if fault else "kept",
        summary=answer.summary,
        relevant=answer.relevant,
        topics=answer.topics,
        reason=fault,
    )


def _reckoned(asked: Question) -> int:
    return round(len(asked.task + asked.source) / _CHARACTERS_A_TOKEN)


def _spent(db: Database, now: datetime) -> int:
    month = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with db.connect() as conn:
        return tokens_spent(conn, month)
