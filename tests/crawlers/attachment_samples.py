"""Small files of every kind, of our own writing, as their programs would have made them."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def a_zip(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of those members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def a_docx() -> bytes:
    """A DOCX with a table between two paragraphs."""
    document = docx.Document()
    document.add_paragraph("表前的话")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("类别", "时限", "燃煤", "2024年")):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("表后的话")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_xml(body: str, *, parts: Mapping[str, str] | None = None) -> bytes:
    """A DOCX of that body, in the markup of Word without its prefix's declaration."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    members = {"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"}
    for name, text in (parts or {}).items():
        members[name] = text.replace(">", f" {space}>", 1)
    return a_zip({name: text.encode() for name, text in members.items()})


def an_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_pdf(pages: Sequence[str], *, picture: bool = False) -> bytes:
    """A PDF of those pages (Latin letters), each filled by a grey picture if asked."""
    count = len(pages)
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(count))
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        image + b"/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream",
    ]
    for at, text in enumerate(pages):
        drawn = b"q 300 0 0 300 0 0 cm /I Do Q " if picture else b""
        lines = "".join(
            f"BT /F 12 Tf 20 {280 - 20 * place} Td ({line}) Tj ET "
            for place, line in enumerate(text.splitlines())
        )
        drawn += lines.encode()
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents {6 + 2 * at} 0 R"
            "/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>".encode(),
            b"<</Length %d>>stream\n" % len(drawn) + drawn + b"\nendstream",
        ]
    return pdf_of(objects)


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of those objects, the first of them its catalogue."""
    out, places = [b"%PDF-1.4\n"], []
    at = len(out[0])
    for number, text in enumerate(objects, 1):
        places.append(at)
        out.append(b"%d 0 obj" % number + text + b"endobj\n")
        at += len(out[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table)
    out.append(b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\n")
    out.append(b"startxref\n%d\n%%%%EOF" % at)
    return b"".join(out)


def an_ole(streams: Mapping[str, bytes], *, cyclic: bool = False) -> bytes:
    """An OLE container of those streams; a ``cyclic`` one's sectors lead round in a circle."""
    fat, data, starts = [_FAT], [b""], {}
    for name, body in streams.items():
        body = body.ljust(4096, b"\0")  # shorter ones would go elsewhere
        count = -(-len(body) // SECTOR)
        starts[name] = (len(data), len(body))
        first = len(data)
        for at in range(count):
            data.append(body[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + at + 1)
        fat[-1] = first if cyclic else _END
    entries = [_entry("Root Entry", 5, child=1)]
    for at, (name, (start, size)) in enumerate(starts.items(), 1):
        after = at + 1 if at < len(starts) else _FREE
        entries.append(_entry(name, 2, start=start, size=size, right=after))
    directory = len(data)
    raw = b"".join(entries)
    for at in range(0, len(raw), SECTOR):
        data.append(raw[at : at + SECTOR].ljust(SECTOR, b"\0"))
        fat.append(len(data))
    fat[-1] = directory if cyclic else _END
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<I", 0) + b"\xff" * (SECTOR - len(head) - 4)
    return head + table + b"".join(data[1:])


def _entry(
    name: str,
    kind: int,
    *,
    start: int = _END,
    size: int = 0,
    right: int = _FREE,
    child: int = _FREE,
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return (
        head
        + struct.pack("<III", _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def a_doc(
    text: str, *, flags: int = 0, cyclic: bool = False, table_rows: Sequence[int] = ()
) -> bytes:
    """A DOC file of that text; ``table_rows`` are the places of the marks that end rows."""
    units = text.encode("utf-16-le")
    at = 2048
    main = bytearray(at) + units
    main[:2] = b"\xec\xa5"
    struct.pack_into("<HH", main, 2, 0xC1, 0)
    struct.pack_into("<H", main, 0x0A, 0x0200 | flags)
    struct.pack_into("<I", main, 0x4C, len(units) // 2)
    pieces = struct.pack("<II", 0, len(units) // 2) + struct.pack("<HIH", 0, at, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    table = bytearray(clx)
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    if table_rows:
        main += b"\0" * (-len(main) % SECTOR)
        place = len(main) // SECTOR
        main += _paragraph_page(text, at, table_rows)
        plc = struct.pack("<II", at, at + len(units)) + struct.pack("<I", place)
        struct.pack_into("<II", main, 0x0102, len(table), len(plc))
        table += plc
    return an_ole({"WordDocument": bytes(main), "1Table": bytes(table)}, cyclic=cyclic)


def _paragraph_page(text: str, at: int, rows: Sequence[int]) -> bytes:
    """The page of properties that says which paragraphs are in a table, and which end its rows."""
    marks = [place for place, one in enumerate(text) if one in "\r\x07"]
    page = bytearray(SECTOR)
    for place, operations in ((400, b"\x16\x24\x01\x17\x24\x01"), (440, b"\x16\x24\x01")):
        raw = b"\0\0" + operations  # a style, then what is said beyond it
        words = -(-(len(raw) + 1) // 2)
        page[place : place + 1 + len(raw)] = bytes([words]) + raw
    begin = 0
    for number, mark in enumerate(marks):
        struct.pack_into("<I", page, 4 * number, at + 2 * begin)
        begin = mark + 1
    struct.pack_into("<I", page, 4 * len(marks), at + 2 * begin)
    for number, mark in enumerate(marks):
        where = 200 if mark in rows else 220 if text[mark] == "\x07" else 0
        page[4 * (len(marks) + 1) + 13 * number] = where
    page[-1] = len(marks)
    return bytes(page)


def an_ofd(objects: Sequence[tuple[float, float, str]]) -> bytes:
    """An OFD page with those texts at their places, from the left and the top."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    texts = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="{x} {y} 100 5" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g {len(text)} 4">{text}</ofd:TextCode></ofd:TextObject>'
        for at, (x, y, text) in enumerate(objects)
    )
    return a_zip(
        {
            "OFD.xml": (
                f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
                "</ofd:DocBody></ofd:OFD>"
            ).encode(),
            "Doc_0/Document.xml": (
                f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" '
                'BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
            ).encode(),
            "Doc_0/Pages/Page_0/Content.xml": (
                f"<ofd:Page {space}><ofd:Content><ofd:Layer>{texts}"
                "</ofd:Layer></ofd:Content></ofd:Page>"
            ).encode(),
        }
    )
