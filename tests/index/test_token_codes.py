from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamagedError
from index import FileTokenCodes, FileTokenCodesWriter

DIMENSION = 12
TOKENS = [np.random.default_rng(n).standard_normal((n, DIMENSION)).astype(np.float32) for n in (3, 1, 5)]
IDS = [2**62, 7, 40]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    codes, table = tmp_path / "tokens.codes", tmp_path / "tokens.npy"
    writer = FileTokenCodesWriter(codes, table)
    writer.add(IDS, TOKENS)
    writer.close()
    return codes, table


def test_records_come_back_in_the_order_asked_for(files: tuple[Path, Path]) -> None:
    codes = FileTokenCodes(*files, DIMENSION)
    assert len(codes) == 3
    assert list(codes.records()) == [7, 40, 2**62]
    for record, tokens in zip(codes.get([40, 2**62]), (TOKENS[2], TOKENS[0]), strict=True):
        assert (np.unpackbits(record, axis=1, count=DIMENSION) == (tokens > 0)).all()


def test_a_copied_record_is_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    before = FileTokenCodes(*files, DIMENSION)
    writer = FileTokenCodesWriter(tmp_path / "b.codes", tmp_path / "b.npy")
    writer.copy(40, before.get([40])[0])
    writer.close()
    after = FileTokenCodes(tmp_path / "b.codes", tmp_path / "b.npy", DIMENSION)
    assert (after.get([40])[0] == before.get([40])[0]).all()


def test_no_records(tmp_path: Path) -> None:
    FileTokenCodesWriter(tmp_path / "a", tmp_path / "b").close()
    codes = FileTokenCodes(tmp_path / "a", tmp_path / "b", DIMENSION)
    assert len(codes) == 0
    assert codes.get([]) == []


def test_an_altered_record_is_found_when_it_is_read(files: tuple[Path, Path]) -> None:
    data = bytearray(files[0].read_bytes())
    data[0] ^= 1  # in the first record written, 2**62
    files[0].write_bytes(data)
    codes = FileTokenCodes(*files, DIMENSION)
    codes.get([7, 40])
    with pytest.raises(IndexDamagedError, match=r"altered; build again"):
        codes.get([7, 2**62])
    with pytest.raises(IndexDamagedError, match="altered"):
        codes.verify()


def test_an_unknown_record(files: tuple[Path, Path]) -> None:
    with pytest.raises(IndexDamagedError, match="no record 8"):
        FileTokenCodes(*files, DIMENSION).get([8])


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("data", [b"", b"rubbish", b"\x93NUMPY\x01\x00"])
def test_rubbish_is_refused(files: tuple[Path, Path], place: int, data: bytes) -> None:
    files[place].write_bytes(data)
    with pytest.raises(IndexDamagedError, match="build again"):
        FileTokenCodes(*files, DIMENSION)


def test_another_dimension_is_refused(files: tuple[Path, Path]) -> None:
    with pytest.raises(IndexDamagedError, match="build again"):
        FileTokenCodes(*files, 384)
