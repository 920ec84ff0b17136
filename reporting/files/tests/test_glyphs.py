"""Every Vietnamese letter and sign, one by one, is in the fonts that people see."""

import re
import subprocess
import unicodedata
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from kehoach.testing.examples import few_of
from reporting.facts.tests.papers import LETTER
from reporting.files.letters_docx import render_letter

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]
#: 73 letters with their marks in both cases, the rest of the alphabet, digits, signs.
MARKED = [*SMALL, *(letter.upper() for letter in SMALL)]
PLAIN = "bcdghklmnpqrstvxfjwzBCDGHKLMNPQRSTVXFJWZ0123456789"
SIGNS = "«»–…₫§%/()[]:;,.?!+-=&°²“”‘’•"
EVERY = "".join((*MARKED, PLAIN, SIGNS))
FAMILY = "Be Vietnam Pro"
TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
_FILE = re.compile(r'url\("([^"]+\.woff2)"\)')
_FACES = re.compile(r"@font-face \{.*?\n\}", re.DOTALL)


def test_the_list_is_the_alphabet():
    assert len(set(MARKED)) == 146
    assert all(len(letter) == 1 for letter in MARKED)
    assert {"ợ", "Ỵ", "ẵ", "Đ", "ữ", "Ặ"} <= set(MARKED)


def charset(file):
    """Return every character that a font file has a glyph for."""
    said = subprocess.run(
        ["fc-query", "--format", "%{charset}", file],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    ranges = (part.partition("-") for part in said.split())
    return {
        chr(code)
        for first, _, last in ranges
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }


@pytest.mark.needs_fontconfig
@pytest.mark.parametrize(
    "style", few_of(["Regular", "Bold", "Italic", "Bold Italic"], ["Bold Italic"])
)
def test_the_printed_font_has_every_glyph(style):
    file = subprocess.run(
        ["fc-match", "--format", "%{file}", f"Times New Roman:style={style}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert [char for char in EVERY if char not in charset(file)] == []


@pytest.mark.needs_libreoffice
@pytest.mark.needs_poppler
def test_the_pdf_embeds_its_fonts_and_gives_every_letter_back(tmp_path):
    words = tuple(" ".join(EVERY[i : i + 12]) for i in range(0, len(EVERY), 12))
    decomposed = tuple(unicodedata.normalize("NFD", word) for word in words)
    letter = replace(LETTER, paragraphs=(*words, *decomposed), annex=None)
    (tmp_path / "chu.docx").write_bytes(render_letter(letter))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "chu.docx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    fonts = output("pdffonts", tmp_path / "chu.pdf").splitlines()[2:]
    assert fonts
    for line in fonts:
        assert re.search(r"(Times|Liberation ?Serif)", line), line
        assert re.search(r" yes +yes +(yes|no) ", line), line
    said = output("pdftotext", "-layout", tmp_path / "chu.pdf", "-")
    assert [c for c in EVERY if unicodedata.normalize("NFC", said).count(c) < 2] == []


def output(*command):
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def page_of_letters(weight):
    """Return a page with the portal's own font rules and one element per letter."""
    css = TOKENS.read_text()

    def inline(found):
        data = b64encode((TOKENS.parent / found[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    faces = _FILE.sub(inline, "\n".join(_FACES.findall(css)))
    # The portal does without the typeface when it comes late; this page waits for it.
    faces = faces.replace("font-display: optional", "font-display: block")
    letters = "".join(f"<p>&#{ord(char)};</p>" for char in EVERY)
    look = f'p {{ font: {weight} 20px "Be Vietnam Pro" }}'
    return f"<!doctype html><meta charset=utf-8><style>{faces} {look}</style>{letters}"


@pytest.mark.slow
@pytest.mark.browser
def test_the_portals_own_font_draws_every_letter(browser):
    for weight in (400, 600):
        page = browser.new_page()
        page.set_content(page_of_letters(weight))
        page.evaluate("document.fonts.ready")
        assert strange_fonts(page) == {}


def strange_fonts(page):
    """Return the letters that another font had to draw, and which."""
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    nodes = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "p"})
    assert len(nodes["nodeIds"]) == len(EVERY)
    found = {}
    for char, node in zip(EVERY, nodes["nodeIds"], strict=True):
        said = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        ours = [f["isCustomFont"] and f["familyName"].startswith(FAMILY) for f in said]
        if ours != [True]:
            found[char] = [font["familyName"] for font in said]
    return found
