"""Long tables arrive row by row: what is there does not move."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
STYLES = Path(settings.BASE_DIR) / "static/css"
MATRIX = """<table class="matrix"><thead><tr><th class="matrix-name">Đơn vị</th>
<th class="matrix-sum">Xong</th><th>III.1</th><th class="matrix-wide">IV.11.1</th></tr></thead>
<tbody><tr><th class="matrix-name">Sở Y tế</th><td class="matrix-sum">1 / 2</td><td>G</td><td>!</td>
</tr></tbody></table>"""
DUTIES = """<table class="table-portal duties"><thead><tr><th>Mã</th><th>Nhiệm vụ</th><th>Đơn vị</th>
<th>Trạng thái</th><th>Tiến độ</th><th>Hạn</th><th>Gửi</th></tr></thead>
<tbody><tr><th>III.1</th><td>A</td><td>B</td><td>C</td><td>D</td><td>E</td><td>F</td></tr>
</tbody></table>"""
#: Another row, every cell of it longer than those before.
LONGER = """() => {
  const body = document.querySelector("tbody"), row = body.rows[0].cloneNode(true);
  for (const cell of row.cells) cell.textContent += " và nhiều chữ hơn nữa";
  body.append(row);
}"""
PLACES = (
    "() => [...document.querySelector('tbody').rows[0].cells].map(c => c.offsetLeft)"
)


@pytest.mark.parametrize(
    ("sheet", "table", "width"),
    [("matrix", MATRIX, 390), ("matrix", MATRIX, 1440), ("steering", DUTIES, 1440)],
)
def test_a_later_row_moves_no_column(
    browser: Browser, sheet: str, table: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    style = (STYLES / f"{sheet}.css").read_text()
    page.set_content(
        f"<style>* {{ box-sizing: border-box }} table {{ width: 100% }} {style}</style>"
        f"{table}"
    )
    before = page.evaluate(PLACES)
    page.evaluate(LONGER)
    assert page.evaluate(PLACES) == before
    page.close()
