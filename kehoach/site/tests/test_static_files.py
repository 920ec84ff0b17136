"""Tabler without what nobody uses: every class that a page names keeps its rules."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from kehoach.site.static_files import CLASS, blocks, trimmed, used_words

WHOLE = Path(settings.BASE_DIR) / "static" / "vendor" / "tabler" / "tabler.min.css"


def rules(css):
    """Return (blocks around, selectors, body) of every rule."""
    for head, body in blocks(css):
        if body and head.startswith(("@media", "@supports")):
            yield from ((head, *rule) for rule in rules(body))
        else:
            yield head, body


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:1}.b{y:2}", ".a{x:1}"),
        (".a .b,.a:is(.c,.d),p{x:1}", "p{x:1}"),
        ("@media print{.b{x:1}}@media print{.a{x:1}}", "@media print{.a{x:1}}"),
        ('@charset "utf-8";@keyframes b{0%{x:1}}', None),
        ('.a::after{content:"}"}.b{x:1}', '.a::after{content:"}"}'),
        ("/* .b{} */.a.b{x:1}.a,.b{y:2}", ".a{y:2}"),
    ],
)
def test_rules_go_whose_classes_nobody_uses(css, kept):
    assert trimmed(css, frozenset("a")) == (css if kept is None else kept)


def test_every_used_rule_is_kept_in_its_order():
    whole, words = WHOLE.read_text(), used_words()
    short = list(rules(trimmed(whole, words)))
    names = {name for rule in short for name in CLASS.findall(rule[-2])}
    assert {"btn", "card", "form-control", "col-md-6", "visually-hidden"} <= names
    assert names <= words
    found = iter(rules(whole))
    assert all(any(rule[-1] == each[-1] for each in found) for rule in short)
    assert len(trimmed(whole, words)) < len(whole) / 4


def test_collected_files_are_trimmed_and_hashed(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "kehoach.site.static_files.PortalStorage"}
    }
    for _ in range(2):  # a second run starts from the vendored file again
        call_command("collectstatic", interactive=False, verbosity=0)
        tabler = tmp_path / "vendor" / "tabler"
        assert (tabler / "tabler.min.css").stat().st_size < WHOLE.stat().st_size / 4
        [hashed] = tabler.glob("tabler.min.????????????.css.gz")
        assert hashed.stat().st_size < 30_000


def test_both_weights_of_the_typeface_come_early():
    """Headings of a first visit are in the typeface of the text below them."""
    root = Path(settings.BASE_DIR)
    faces = set(
        re.findall(r"[\w-]+\.woff2", (root / "static/css/tokens.css").read_text())
    )
    page = (root / "templates/base.html").read_text()
    early = re.findall(r'rel="preload" href="[^"]*?([\w-]+\.woff2)', page)
    assert set(early) == faces
