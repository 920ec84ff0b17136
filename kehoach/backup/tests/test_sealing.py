"""Encrypted pieces come back as they were, all of them and in their order, or not at all."""

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach.backup.refusing import Damaged
from kehoach.backup.sealing import HEAD, PIECE, TAG, Sealing, Unsealing
from kehoach.testing.examples import examples

KEY = b"k" * 32


def test_pieces_cannot_be_swapped_or_taken_out():
    file = io.BytesIO()
    sealing = Sealing(file, KEY)
    sealing.write(b"a" * PIECE + b"b" * PIECE + b"c")
    sealing.finish()
    whole, size = file.getvalue(), PIECE + TAG
    head, one, two, last = (
        whole[:HEAD], whole[HEAD : HEAD + size],
        whole[HEAD + size : HEAD + 2 * size], whole[HEAD + 2 * size :],
    )  # fmt: skip
    for other in ([two, one, last], [one, last], [one, two], [one, one, two, last]):
        with pytest.raises(Damaged):
            Unsealing(io.BytesIO(head + b"".join(other)), KEY).read(10 * PIECE)


@settings(max_examples=examples(20))
@given(st.lists(st.integers(0, 2 * PIECE + 3), max_size=4))
def test_any_pieces_come_back(sizes):
    file = io.BytesIO()
    sealing, content = Sealing(file, KEY), b""
    for size in sizes:
        piece = os.urandom(size)
        content += piece
        sealing.write(piece)
    sealing.finish()
    file.seek(0)
    assert Unsealing(file, KEY).read(len(content) + 1) == content
