"""The fonts that LibreOffice finds here for those that the Word file names."""

import io
import re
import zipfile
from collections.abc import Mapping

from compilation.writers.typesetting import FACES, chinese_fonts, families
from compilation.writers.word.styles import FANG, HEI, KAI, SONG

_KINDS: Mapping[str, str] = {
    FANG: "fang",
    "FangSong": "fang",
    "仿宋_GB2312": "fang",
    HEI: "hei",
    "SimHei": "hei",
    KAI: "kai",
    "KaiTi": "kai",
    "楷体_GB2312": "kai",
    SONG: "song",
    "SimSun": "song",
    "方正小标宋简体": "song",
}
_NAMED = re.compile(rb'(w:(?:ascii|hAnsi|eastAsia|cs)=")([^"]{1,40})(")')


def with_fonts_of_here(document: bytes) -> bytes:
    """A copy for laying out: a font that is not here is named as the nearest one that is.

    LibreOffice would take one and the same for all of them; the widths are the same in any case.
    """
    here = chinese_fonts()
    there = families()
    names = {
        name: here[kind]
        for name, kind in _KINDS.items()
        if kind in here and not {name, *FACES[kind][:1]} & there
    }
    if not names:
        return document
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            if name.endswith(".xml"):
                body = _NAMED.sub(lambda found: _renamed(found, names), body)
            new.writestr(name, body)
    return made.getvalue()


def _renamed(found: re.Match[bytes], names: Mapping[str, str]) -> bytes:
    name = found[2].decode("utf-8", "replace")
    return found[1] + names.get(name, name).encode() + found[3]
