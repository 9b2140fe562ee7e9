"""The CMS families, in one plain dict, and the reading of one saved list page."""

from crawlers.families.auto import Auto, with_scripted
from crawlers.families.base import Family, ListReading, ListRequest
from crawlers.families.cnum_ucap import CnumUcap
from crawlers.families.columns_uuid import ColumnsUuid
from crawlers.families.eportal_hash import EportalHash
from crawlers.families.general import General
from crawlers.families.gov_cn import GovCn
from crawlers.families.hanweb_jcms import HanwebJcms
from crawlers.families.hanweb_jpaas import HanwebJpaas
from crawlers.families.nfra import Nfra
from crawlers.families.nnum import Nnum
from crawlers.families.rss import Rss
from crawlers.families.trs_wcm import TrsWcm
from crawlers.families.xinhua import Xinhua
from crawlers.families.zycms import Zycms
from crawlers.page import Page
from storage.records import Source

FAMILIES: dict[str, Family] = {
    "cnum_ucap": CnumUcap(),
    "columns_uuid": ColumnsUuid(),
    "eportal_hash": EportalHash(),
    "general": General(),
    "gov_cn": GovCn(),
    "hanweb_jcms": HanwebJcms(),
    "hanweb_jpaas": HanwebJpaas(),
    "nfra": Nfra(),
    "nnum": Nnum(),
    "rss": Rss(),
    "trs_wcm": TrsWcm(),
    "xinhua": Xinhua(),
    "zycms": Zycms(),
}

FAMILIES["auto"] = Auto(FAMILIES)

UNNAMED = "(未登记)"
"""The source's id of a page that no source names."""


def read_list(page: Page, source: Source | None = None, *, families: bool = True) -> ListReading:
    """The rows of one saved list page, and what it would take to go on.

    Without a source the family is recognised by address and markup (``families=False``: general
    rules only), and a list whose elements lead on by script is one, too.
    """
    request = ListRequest(url=page.url)
    if source is not None:
        return FAMILIES[source.family].read(source, request, page)
    unnamed = _unnamed(page, "auto" if families else "general")
    reading = FAMILIES[unnamed.family].read(unnamed, request, page)
    return reading if families else with_scripted(page, reading)


def _unnamed(page: Page, family: str) -> Source:
    return Source(
        source_id=UNNAMED,
        name=page.url,
        agency="",
        family=family,
        level="ministry",
        start_urls=(page.url,),
    )
