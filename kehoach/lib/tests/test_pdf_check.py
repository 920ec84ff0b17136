"""C3: a PDF that runs, carries or swells is refused, however it is written."""

import zlib

import pytest

from kehoach.lib.pdf_check import BROKEN_PDF, CARRIES, HEAVY, RUNS, pdf_refusal_of
from kehoach.testing.memory import peak_memory

MOST_MEMORY = 100


def pdf(*objects: bytes) -> bytes:
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, each)
        for number, each in enumerate(objects, 1)
    )
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def packed(content: bytes, words: bytes = b"/Type/ObjStm/N 1/First 4") -> bytes:
    data = zlib.compress(content)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (words, len(data))
    return head + b"stream\r\n" + data + b"\nendstream"


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
PLAIN = pdf(
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    PAGE,
    packed(b"1 0 <</Type/Font/BaseFont/Times>>"),
    packed(b"BT (/JavaScrip /Launc) Tj ET", b""),
    b"<</Type/Annot/A<</S/URI/URI(https://example.vn/JavaScript)>>>>",
)
RUN = [
    b"<</S/JavaScript/JS(app.alert(1))>>",
    b"<</S /J#61va#53cript /JS (app.alert(1))>>",
    b"<</S/#4cau#6Ech/F(cmd.exe)>>",
    b"<</Subtype/RichMedia>>",
]


@pytest.mark.parametrize("act", RUN)
@pytest.mark.parametrize("how", [bytes, packed])
def test_what_runs_is_refused(act: bytes, how) -> None:
    assert pdf_refusal_of(pdf(PAGE, how(act))) == RUNS
    assert pdf_refusal_of(pdf(PAGE, how(bytes(65_530) + act))) == RUNS
    assert "Microsoft Print to PDF" in RUNS


def test_what_is_carried_inside_is_refused() -> None:
    held = b"<</Type/EmbeddedFile/Length 3>>stream\nMZ!\nendstream"
    assert pdf_refusal_of(pdf(PAGE, held)) == CARRIES
    assert (
        pdf_refusal_of(pdf(PAGE, packed(b"<</Names<</EmbeddedFiles 9 0 R>>>>")))
        == CARRIES
    )


def test_a_plain_one_and_one_with_a_password_are_taken() -> None:
    assert pdf_refusal_of(PLAIN) == ""
    hidden = b"<</Type/ObjStm/Filter/FlateDecode/Length 9>>stream\n123456789\nendstream"
    locked = pdf(PAGE, hidden, b"<</Filter/Standard/V 4>>") + b"<</Encrypt 3 0 R>>"
    assert pdf_refusal_of(locked) == ""
    assert pdf_refusal_of(pdf(PAGE, hidden)) == BROKEN_PDF


def test_what_swells_is_refused_before_it_is_in_memory() -> None:
    bomb = packed(bytes(100 * 1024 * 1024))
    again = b"<</Type/ObjStm/Filter/FlateDecode>>stream\n" * 30_000
    for hostile in (
        pdf(bomb),
        pdf(*[PAGE] * 5_001),
        pdf(packed(PAGE * 5_001)),
        b"%PDF-1.7\n" + b"1 0 obj\nendobj\n" * 500_001,
        pdf(again + zlib.compress(PAGE)),
    ):
        with peak_memory() as peak:
            assert pdf_refusal_of(hostile) in {HEAVY, BROKEN_PDF}
        assert peak.taken < MOST_MEMORY
