"""What the classifier looks at. Pure."""

from dataclasses import dataclass

from pipeline.classifying.standing import Origin
from storage.records import Content, Level, PageKind, Source


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a document when it is classified."""

    title: str
    text: str = ""
    """The body; empty where there is none."""
    issuing_bodies: tuple[str, ...] = ()
    document_number: str | None = None
    column: PageKind | None = None
    """What the source's column carries."""
    source_agency: str = ""
    source_level: Level | None = None
    region: str = ""
    attachments: tuple[str, ...] = ()
    """Their names."""


def facts_of(content: Content, source: Source | None) -> Facts:
    """What is known of a document when it is classified."""
    return Facts(
        title=content.title,
        text=content.text,
        issuing_bodies=content.issuing_bodies,
        document_number=content.document_number,
        column=source.column if source else None,
        source_agency=source.agency if source else "",
        source_level=source.level if source else None,
        region=source.region if source else "",
        attachments=tuple(item.name for item in content.attachments),
    )


def origin_of(facts: Facts) -> Origin:
    """What tells whose the document is."""
    return Origin(
        title=facts.title,
        issuers=facts.issuing_bodies,
        number=facts.document_number,
        source_level=facts.source_level,
        source_agency=facts.source_agency,
        source_region=facts.region,
    )
