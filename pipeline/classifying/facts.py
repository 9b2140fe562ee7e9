"""What the classifier looks at. Pure."""

from pipeline.classify import Facts
from storage.records import Content, Source


def facts_of(content: Content, source: Source | None) -> Facts:
    """What is known of a document when it is classified."""
    return Facts(
        title=content.title,
        text=content.text,
        issuing_bodies=content.issuing_bodies,
        document_number=content.document_number,
        column=source.column if source else None,
        source_agency=source.agency if source else "",
        source_part=source.part if source else None,
        region=source.region if source else "",
        attachments=tuple(item.name for item in content.attachments),
    )
