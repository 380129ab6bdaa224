from __future__ import annotations

import io
import zipfile

import documents
import pytest

ZEROS = b"a" * 30_000_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", documents.zipped({"in/a.txt": "Inside.", "b.html": documents.PAGE})),
        ("a.tar", documents.tarred({"in/a.txt": "Inside.", "b.html": documents.PAGE}, mode="w")),
        ("a.tar.gz", documents.tarred({"in/a.txt": "Inside.", "b.html": documents.PAGE})),
        ("a.tgz", documents.tarred({"in/a.txt": "Inside.", "b.html": documents.PAGE})),
    ],
)
def test_files_of_an_archive_are_read_by_their_own_parsers(read, name: str, content: bytes) -> None:
    articles, report = read(name, content)
    assert [(article.id, article.title) for article in articles] == [
        (f"{name}/in/a.txt", "Inside."),
        (f"{name}/b.html", "Harbour bridge opens"),
    ]
    assert (report.files, report.skipped) == (2, [])


@pytest.mark.parametrize("name", ["../up.txt", "/abs.txt", "in/../../up.txt", "C:/win.txt", "..\\up.txt"])
def test_a_path_out_of_the_archive_is_skipped(read, name: str) -> None:
    (article,), report = read("a.zip", documents.zipped({name: "Out.", "good.txt": "Good."}))
    assert article.id == "a.zip/good.txt"
    assert "leads out of the archive" in report.skipped[0].reason


def test_a_link_in_an_archive_is_skipped(read) -> None:
    content = documents.tarred({"good.txt": "Good."}, links={"link.txt": "/etc/hostname"})
    (article,), report = read("a.tgz", content)
    assert article.id == "a.tgz/good.txt"
    assert report.skipped[0].reason == "a link, not a file"


def test_a_link_in_a_zip_is_skipped(read) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    _, report = read("a.zip", stream.getvalue())
    assert report.skipped[0].reason == "a link, not a file"


def test_archives_in_archives_and_unknown_kinds_are_skipped_and_hidden_files_passed_over(read) -> None:
    inner = documents.zipped({"a.txt": "A."})
    files = {"n.zip": inner, "photo.jpg": b"x", ".hidden.txt": "x", "__MACOSX/a.txt": "x"}
    articles, report = read("a.zip", documents.zipped(files))
    assert articles == []
    assert [skip.kind for skip in report.skipped] == ["an archive in an archive", "unknown kind of file"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", documents.zipped({"first.txt": "First.", "zeros.txt": ZEROS, "last.txt": "Last."})),
        ("a.tar.gz", documents.tarred({"first.txt": "First.", "zeros.txt": ZEROS, "last.txt": "Last."})),
    ],
)
@pytest.mark.parametrize(
    "limits", [{"max_extracted_bytes": 1_000_000}, {"max_compression_ratio": 10}], ids=["size", "ratio"]
)
def test_a_bomb_is_left_where_it_passes_the_limits(read, name, content, limits) -> None:
    (article,), report = read(name, content, **limits)
    assert article.text == "First."
    (skip,) = report.skipped
    assert next(iter(limits)) in skip.reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b""),
        ("a.zip", b"hello"),
        ("a.zip", documents.zipped({"a.txt": "A." * 1000})[:-40]),
        ("a.tar", b"hello" * 500),
        ("a.tgz", b"\x1f\x8bhello"),
        ("a.tgz", documents.tarred({"a.txt": "A."})[:-30]),
    ],
)
def test_a_broken_archive_is_skipped_with_one_reason(read, name: str, content: bytes) -> None:
    _, report = read(name, content)
    assert [("damaged" in skip.reason) for skip in report.skipped] == [True]


def test_a_zip_of_a_later_version_is_skipped(read) -> None:
    content = bytearray(documents.zipped({"a.txt": "A."}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 6] = 200
    _, report = read("a.zip", bytes(content))
    assert "damaged, or not what its name says: NotImplementedError" in report.skipped[0].reason


def test_a_damaged_member_leaves_the_others(read) -> None:
    content = bytearray(documents.zipped({"a.txt": "First. " * 50, "b.txt": "Second."}))
    content[45] ^= 0xFF
    (article,), report = read("a.zip", bytes(content))
    assert article.id == "a.zip/b.txt"
    assert "damaged in the archive" in report.skipped[0].reason


def test_duplicate_names_are_told_by_their_place(read) -> None:
    content = documents.tarred(
        {"a.jsonl": '{"id": "x", "text": "X."}', "b.jsonl": '{"id": "x", "text": "Y."}'}
    )
    _, report = read("a.tgz", content)
    assert report.skipped[0].file.endswith("a.tgz/b.jsonl")
    assert "a.tgz/a.jsonl:1" in report.skipped[0].reason
