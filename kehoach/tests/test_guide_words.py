"""The words that the guide tells people to look for stand on pages, in letters or in the
administration; a bold lead before a colon names what its paragraph is about.
"""

import re

from django.conf import settings

GUIDE = settings.BASE_DIR / "docs" / "huong-dan.md"
QUOTED = re.compile(r"\*\*([^*]+)\*\*|«([^»]+)»")
LEAD = re.compile(r" ?(\([^)]*\) ?)?:")
#: Of packages, or said about the guide's own examples.
OTHERS = {
    "Xuất ra tệp",
    "giảm 10% (60/84 đơn vị)",
    "một biểu mẫu, lưu một lần",
    "lần gửi đầu tiên",
    "Kỳ 6 tháng, 9 tháng",
    "Kỳ được chọn sẵn",
}


def words_of_the_portal() -> str:
    """Return everything that pages may say, without markup, in small letters."""
    root, parts = settings.BASE_DIR, []
    for place in ("templates/**/*.html", "static/js/*.js", "*/**/*.py"):
        for path in root.glob(place):
            if not {".venv", "tests", "migrations"} & set(path.parts):
                text = path.read_text()
                parts += [text, re.sub(r"<[^>]+>|\{%.*?%\}", " ", text)]
    joined = re.sub(r'"\s+f?"', "", " ".join(parts))
    return re.sub(r"\s+", " ", joined).lower()


def told() -> list[str]:
    """Return the labels that the guide tells of, each step of a path by itself."""
    found = []
    text = GUIDE.read_text()
    for match in QUOTED.finditer(text):
        if LEAD.match(text, match.end()):
            continue
        path = (match[1] or match[2]).replace("\n", " ").split("→")
        found += [step.strip(" .:,;") for step in path]
    return sorted({step for step in found if len(step) > 2} - OTHERS)


def test_the_guide_names_what_is_there() -> None:
    there = words_of_the_portal()
    missing = [
        step
        for step in told()
        for part in re.split(r"…|\d+|Sở Nội vụ|Năm", step)
        if re.sub(r"\s+", " ", part).strip().lower() not in there
    ]
    assert not missing
