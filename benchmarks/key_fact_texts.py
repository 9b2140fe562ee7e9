"""The texts whose key facts were written down by reading, as contents.

The truth is in ``tests/pipeline/truth/key_facts``, the texts are in the folder of real material.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.extraction import truth_of as pages_of
from benchmarks.key_fact_truth import Text, truth_of
from benchmarks.stated_texts import unmarked
from crawlers.attachments import read
from diffing.blocks import blocks_of
from diffing.units import units_of
from diffing.wrapping import unwrapped
from storage.records import Content

SETS = ("dev", "held")


def contents(data: Path, which: str) -> Iterator[tuple[Text, Content]]:
    """The texts of one set, each with what is known of it."""
    for text in truth_of(which):
        yield text, content_of(data, text)


def content_of(data: Path, text: Text) -> Content:
    """What one text says, as far as it was read."""
    title, words = _words(data, data / text.path)
    return Content(title=title, blocks=blocks_of(words[: text.read_chars]))


def _words(data: Path, path: Path) -> tuple[str, str]:
    """The title, where the file has one apart, and the text."""
    if path.suffix == ".html":
        gold, specs = pages_of(data)
        name = path.relative_to(data / "pages").as_posix()
        return str(specs[name]["title"]), str(gold.gold_text(name, specs))
    if path.suffix in (".txt", ".md"):
        words = unmarked(path)
        title, _, rest = words.partition("\n")
        return (title, rest) if "official" in path.parts else ("", words)
    units = unwrapped(units_of(blocks_of(read(path.read_bytes(), name=path.name).text)))
    return "", "\n".join(unit.text.replace("\n", "") for unit in units)
