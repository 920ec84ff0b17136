"""The smallest workbooks, part by part."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>
<sheet name="Một" sheetId="1" r:id="rId1"/></sheets></workbook>"""
LINKS = f"""<Relationships><Relationship Id="rId1" Type="{RELATIONS}/worksheet"
Target="worksheets/sheet1.xml"/></Relationships>"""


def package(rows, **parts):
    """Return the smallest XLSX around the XML of some rows."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    found = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": sheet,
        **parts,
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name, content in found.items():
            target.writestr(name, content)
    return out.getvalue()
