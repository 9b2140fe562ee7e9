"""What is made small comes back, in whatever thread."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from storage.bodies import Bodies
from storage.columns import Packed
from storage.packing import PackError, pack, unpack

_THREADS = 4


def test_what_was_packed_comes_back_and_what_was_not_is_refused() -> None:
    assert unpack(pack(b"")) == b""
    assert unpack(pack(b"text" * 9)) == b"text" * 9
    with pytest.raises(PackError):
        unpack(b"no such thing")


def test_threads_do_not_harm_one_another(tmp_path: Path) -> None:
    draw, dialect = random.Random(7), sqlite.dialect()
    texts = ["".join(map(chr, draw.choices(range(0x4E00, 0x9000), k=20_000))) for _ in range(12)]
    column, bodies = Packed(str), Bodies(tmp_path)
    packed = [column.process_bind_param(one, dialect) for one in texts]
    kept = [bodies.put(one.encode()) for one in texts]

    def read(first: int) -> None:
        for place in range(first, first + 300):
            text, at = texts[place % len(texts)], place % len(texts)
            assert column.process_result_value(packed[at], dialect) == text
            assert bodies.get(kept[at]) == text.encode()
            assert column.process_bind_param(text, dialect) == packed[at]

    with ThreadPoolExecutor(_THREADS) as pool:
        for done in [pool.submit(read, first) for first in range(_THREADS)]:
            done.result(60)
