"""Sources that are read."""

from storage.records import Source


def source(
    source_id: str, host: str, minutes: int = 120, enabled: bool = True, window: str = ""
) -> Source:
    return Source(
        source_id=source_id,
        name=source_id,
        agency="",
        family="list_page",
        level="ministry",
        start_urls=(f"https://{host}/",),
        every_minutes=minutes,
        enabled=enabled,
        window=window,
    )
