"""No code and no template says by heart of which plan, agency or province it is (rule 16)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PLACES = ("agencies", "kehoach", "reporting", "tasks", "templates", "static", "deploy")
#: What may name them: data, the sample, what is proved with both, what happened.
APART = {"data", "sample", "tests", "testing", "migrations", "vendor", "conftest.py"}
READ = {".py", ".html", ".txt", ".js", ".css", ".svg", ".sh", ".conf", ".service"}
#: The plan's words, who steers it, its ministry, its province, its counts.
WORDS = re.compile(
    r"dân chủ ở cơ sở|15/2024|XDCQ"
    r"|(sở|bộ) nội vụ|so-noi-vu|\bSNV\b"
    r"|khánh hòa|khánh hoà|khanh[-_. ]?hoa"
    r"|\b(07|bảy|seven) (mục tiêu|targets)|\b(12|mười hai|twelve) (nhiệm vụ|tasks)",
    re.IGNORECASE,
)
#: Lines that may: file → how many, and why.
ALLOWED = {
    "kehoach/settings.py": (3, "what DEBUG shows beside the shipped data"),
}

#: A code of a clause, as code would ask for it.
CODE = re.compile(r"""["'](II|III|IV)\.[0-9]+(\.[0-9a-z]+)?["']""")
#: A code of a figure that has several words, in a package.
FIGURE = re.compile(r"^- \{code: ([a-z]+(?:-[a-z0-9]+)+),", re.MULTILINE)


def test_no_code_asks_for_a_clause_by_its_code() -> None:
    """A column says what a clause is for (`Task.proof`), so that any plan can."""
    paths = [
        path
        for place in ("agencies", "kehoach", "reporting", "tasks")
        for path in (ROOT / place).rglob("*.py")
        if APART.isdisjoint(path.relative_to(ROOT).parts) and path.name != "sample.py"
    ]
    assert len(paths) > 500
    assert [str(p) for p in paths if CODE.search(p.read_text())] == []


def test_no_code_and_no_template_asks_for_a_figure_by_its_code() -> None:
    """Columns say how a figure is told (`Figure.is_compared`, `promise_word`)."""
    shipped = (ROOT / "tasks/data/plans").glob("*/figures.yaml")
    codes = {c for file in shipped for c in FIGURE.findall(file.read_text())}
    assert len(codes) > 40
    asked = re.compile(f"""["'/]({"|".join(codes)})["'/]""")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for place in PLACES
        for path in (ROOT / place).rglob("*")
        if path.suffix in READ and APART.isdisjoint(path.relative_to(ROOT).parts)
        for line in path.read_text().splitlines()
        if asked.search(line)
    ]
    assert found == []


def lines_with_the_words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            name = path.relative_to(ROOT)
            if path.suffix in READ and APART.isdisjoint(name.parts):
                lines = path.read_text().splitlines()
                if hits := [line for line in lines if WORDS.search(line)]:
                    found[str(name)] = hits
    return found


def test_no_code_and_no_template_says_the_words_of_the_first_plan() -> None:
    found = lines_with_the_words()
    more = {name: hits for name, hits in found.items() if name not in ALLOWED}
    assert more == {}
    assert {name: len(hits) for name, hits in found.items()} == {
        name: count for name, (count, _) in ALLOWED.items()
    }
    assert sum(count for count, _ in ALLOWED.values()) <= 5


@pytest.mark.parametrize(
    "said",
    ["SỞ NỘI VỤ", "tỉnh Khánh Hoà", "Khanh_Hoa", "07 mục tiêu", "BC-SNV", "Bộ Nội vụ"],
)
def test_the_words_are_seen_in_any_spelling(said: str) -> None:
    assert WORDS.search(said)
