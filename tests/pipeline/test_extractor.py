"""The fingerprint of the extractor: it is another one whenever what reads pages is another."""

import sys
from dataclasses import replace
from importlib.metadata import packages_distributions

from pipeline.pages import extractor
from pipeline.pages.extractor import FILE_READERS, LIBRARIES, PAGE_READERS, imports, modules_of
from tests.pipeline.scene import SOURCES

SOURCE = SOURCES["energy"]


def test_it_covers_what_reads_pages_and_files_and_not_what_judges_them() -> None:
    pages, files = modules_of(PAGE_READERS), modules_of(FILE_READERS)
    assert {"crawlers.extract.body", "crawlers.page", "pipeline.normalise"} <= set(pages)
    assert {"storage.text", "crawlers.attachments.child"} <= set(files) | set(pages)
    assert {"pipeline.classify", "storage.records", "storage.tables"}.isdisjoint(pages)


def test_every_library_that_a_reader_imports_counts() -> None:
    known = packages_distributions()
    texts = [*modules_of(PAGE_READERS).values(), *modules_of(FILE_READERS).values()]
    named = {name.split(".")[0] for text in texts for name in imports(text)}
    ours = {"crawlers", "diffing", "pipeline", "storage"}
    used = {
        distribution
        for name in named - ours - set(sys.stdlib_module_names)
        for distribution in known.get(name, ())
    }
    assert used == set(LIBRARIES)


def test_what_an_entry_says_of_its_pages_counts() -> None:
    other = replace(SOURCE, select={"body": "div.text"})
    asked = replace(SOURCE, options={"body": "div.text"})
    renamed = replace(SOURCE, name="改了名的栏目", every_minutes=30)
    prints = [extractor.page_extractor(one) for one in (SOURCE, other, asked, renamed)]
    assert len(set(prints[:3])) == 3
    assert prints[3] == prints[0]


def test_an_import_over_several_lines_is_followed() -> None:
    text = b"import re\nfrom storage.text import (\n    fold,\n)\nfrom crawlers import page\n"
    assert {"re", "storage.text", "storage.text.fold", "crawlers.page"} <= set(imports(text))
