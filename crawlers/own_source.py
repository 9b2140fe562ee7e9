"""The source of our own page, by which the whole line tests itself: no agency's, told to nobody.

It is not enabled: so it is in no pass but its own, and in no count of what is watched.
"""

from ipaddress import ip_address

from storage.records import OWN_SOURCE, Source
from storage.settings import Settings

FEED, PAGE = "/canary/feed.xml", "/canary/{month}.html"
"""Where the desk shows the list and the page: of each month another one, since known pages are
asked for less and less."""


def own_source(settings: Settings) -> Source | None:
    """The source, where the settings want the line to be tested."""
    if not settings.canary_minutes:
        return None
    return Source(
        source_id=OWN_SOURCE,
        name="本程序 · 自检页",
        agency="本程序",
        family="rss",
        level="province",
        column="statistics",
        start_urls=(f"{own_site(settings)}{FEED}",),
        enabled=False,
        rests_on="our own page",
        every_minutes=max(5, settings.canary_minutes),
    )


def own_site(settings: Settings) -> str:
    """Where this machine reaches the desk, without a slash at the end."""
    host = settings.serve_host
    try:
        ip = ip_address(host)
    except ValueError:  # a name
        return f"http://{host}:{settings.serve_port}"
    if ip.is_unspecified:
        host = "::1" if ip.version == 6 else "127.0.0.1"
    return (
        f"http://[{host}]:{settings.serve_port}"
        if ":" in host
        else (f"http://{host}:{settings.serve_port}")
    )
