"""Small documents of every format, made here: nothing is copied from anywhere."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

PROSE = "The harbour bridge of Velmora opened on Monday after nine years of work."
MORE = "It cost 412 million crowns, the mayor said at the opening."
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Harbour bridge opens | The Courier</title>
<meta property="og:site_name" content="The Courier"><meta name="author" content="Ilse Brandt">
<meta property="article:published_time" content="2021-05-03T08:30:00+02:00">
<link rel="canonical" href="https://courier.example/bridge">
<script>var hidden = "the script speaks";</script><style>.x {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour bridge opens</h1><p>{PROSE}</p><p>{MORE}</p>
<p>Engineers used 38,000 tonnes of steel, and the old ferry made its last crossing the same evening.</p>
<script>alert("the script speaks")</script></article>
<footer>About us</footer></body></html>
"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Courier</title><language>en</language>
<item><title>Bridge &amp; ferry</title><link>https://courier.example/bridge</link><guid>bridge-1</guid>
<pubDate>Mon, 03 May 2021 08:30:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{PROSE}</p><p>{MORE}</p>
<script>alert("the script speaks")</script>]]></content:encoded></item>
<item><title>Frost</title><link>https://courier.example/frost</link>
<description>A late frost destroyed a third of the orchards.</description></item>
</channel></rss>
"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title>
<entry><id>tag:courier.example,2021:1</id><title>Bridge opens</title><updated>2021-05-03T08:30:00Z</updated>
<link href="https://courier.example/bridge"/><content type="html">&lt;p&gt;{PROSE}&lt;/p&gt;</content></entry>
</feed>
"""


def pdf(pages: Sequence[Sequence[str]], *, title: str = "", encrypted: bool = False) -> bytes:
    """A PDF with those lines on its pages, in Helvetica; `encrypted` asks for a password nobody knows."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
        content = b"BT /F1 11 Tf 14 TL 60 760 Td " + shown + b" ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    objects.append(b"<< /Title (" + _escaped(title) + b") >>")
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R"
    if encrypted:
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"1f" * 32 + b"> /U <" + b"2e" * 32 + b"> >>"
        )
        identity = f"<{'3d' * 16}>"
        trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Encrypt {len(objects)} 0 R"
        trailer += f" /ID [{identity} {identity}]"
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(made) + f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def docx(paragraphs: Sequence[str], *, title: str = "", rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document with a heading, paragraphs and a table."""
    from docx import Document

    document = Document()
    if title:
        document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def epub(chapters: Sequence[str], *, title: str = "A book", extra: Mapping[str, str] | None = None) -> bytes:
    """An EPUB whose chapters hold those bodies, the file names being in another order than the reading."""
    names = [f"text/{len(chapters) - number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="c{n}" href="{name}" media-type="x"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(names)))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        "<dc:creator>Ilse Brandt</dc:creator><dc:date>2021-05-03</dc:date><dc:language>en</dc:language>"
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for name, body in zip(names, chapters, strict=True):
        files[f"OPS/{name}"] = (
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            f"<body>{body}</body></html>"
        )
    return zipped(files | dict(extra or {}))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of those files, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tarred(
    files: Mapping[str, str | bytes], *, mode: str = "w:gz", links: Mapping[str, str] | None = None
) -> bytes:
    """A tar archive of those files and symbolic links."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def parquet(columns: Mapping[str, Sequence[object]]) -> bytes:
    """A Parquet file of those columns."""
    import pyarrow
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(pyarrow.table(dict(columns)), stream)
    return stream.getvalue()


def warc(pages: Mapping[str, tuple[str, str, bytes]], *, gzip: bool = True) -> bytes:
    """A crawl: by address, an HTTP status line, a content type and a body."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "tests"}))
    for url, (status, content_type, body) in pages.items():
        headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
        record.raw_stream.close()
    return stream.getvalue()


def mhtml(page: str, url: str) -> bytes:
    """A page saved with its parts, as browsers do it."""
    return (
        f"From: <Saved>\r\nSnapshot-Content-Location: {url}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
        f"--cut\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: {url}\r\n\r\n"
        f"{page}\r\n--cut\r\nContent-Type: text/css\r\n\r\nbody {{}}\r\n--cut--\r\n"
    ).encode()


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
