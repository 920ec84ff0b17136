"""Is an uploaded Word template safe and understood? Pure: bytes in, problems out.

The package is looked at before anything opens it; then every expression: a template may
print the variables of the list, walk through lists with `for` and choose with `if`.
Everything else that the engine knows (calls, arithmetic, macros, attributes) is refused.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from jinja2 import TemplateError, nodes
from lxml import etree

from kehoach.lib.office_check import office_refusal_of
from kehoach.lib.office_files import LOCKED, is_locked
from kehoach.lib.packages import LargePackage, LockedPackage, Package, PackageError
from reporting.files.template_docx import StrictTemplate, environment
from reporting.files.template_words import SECTION_PARTS, TEMPLATE_VARIABLES

#: Bytes of the file, of everything in it unzipped, of one part; parts.
FILE, UNZIPPED, PART, _PARTS = 5_000_000, 30_000_000, 3_000_000, 300
HEAVY = f"Tệp nặng quá {FILE // 1_000_000} MB. Bỏ bớt ảnh trong mẫu."
UNPACKED = "Tệp giải nén ra quá lớn. Lưu lại mẫu gọn hơn, bỏ bớt ảnh."
#: Loops inside each other, and loops in all.
DEEP, LOOPS = 2, 40
#: Names of a loop that templates may ask.
LOOP = ("first", "last", "index")
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const),
    *(nodes.Getattr, nodes.For, nodes.If, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not),
)
#: Parts that a report needs no more than a letter needs a program.
FOREIGN = re.compile(r"vbaProject|activeX|embeddings/|\.bin$|afchunk", re.IGNORECASE)
#: Fields that fetch something when Word opens the file.
FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|RD)\b"
)
#: Relations to what is not in the file, or to what Word would run or swallow.
EXTERNAL = re.compile(
    rb"""TargetMode\s*=\s*["']External|/(aFChunk|oleObject|attachedTemplate|control)["']""",
    re.IGNORECASE,
)
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


def package_problems(content: bytes) -> list[str]:
    """Return why the file is not opened at all; nothing for a sound DOCX."""
    if len(content) > FILE:
        return [HEAVY]
    if is_locked(content):
        return [LOCKED]
    try:
        package = Package(BytesIO(content), UNZIPPED)
        return list(_package(package)) or list(
            filter(None, [office_refusal_of(package)])
        )
    except LockedPackage:
        return [LOCKED]
    except LargePackage:
        return [UNPACKED]
    except PackageError:
        return ["Tệp không phải văn bản Word (.docx) đọc được."]


def _package(package: Package) -> Iterator[str]:
    names = set(package.entries)
    if len(names) > _PARTS:
        yield UNPACKED
        return
    if "word/document.xml" not in names:
        yield "Tệp không phải văn bản Word (.docx)."
        return
    foreign = sorted(name for name in names if FOREIGN.search(name))
    if foreign:
        yield f"Mẫu chứa phần không nhận (macro, tệp nhúng): {', '.join(foreign[:3])}."
    for name in package.entries:
        if name.endswith((".xml", ".rels")):
            yield from _part(name, package)
        else:  # Word's library reads it whole: its size must be true
            package.read(name, UNZIPPED)


def _part(name: str, package: Package) -> Iterator[str]:
    if package.entries[name].file_size > PART:
        yield f"Phần «{name}» của mẫu quá lớn."
        return
    content = package.read(name, PART)
    if b"\0" in content[:400]:
        yield f"Phần «{name}» không ghi bằng UTF-8, không nhận."
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield f"Phần «{name}» khai báo thực thể XML, không nhận."
    if name.endswith(".rels") and EXTERNAL.search(content):
        yield "Mẫu liên kết ra ngoài (ảnh, mẫu khác, đường dẫn). Bỏ liên kết rồi tải lên."
    if FETCHING.search(_field_text(content)):
        yield "Mẫu có trường Word lấy nội dung bên ngoài (LINK, INCLUDETEXT …)."


def _field_text(content: bytes) -> str:
    """Return the instructions of a part's fields, as one text."""
    text = content.decode("utf-8", "replace")
    found = re.findall(r"<w:instrText[^>]*>([^<]*)<", text)
    found += re.findall(r'<w:fldSimple[^>]*w:instr="([^"]*)"', text)
    return f"{' '.join(found)} {''.join(found)}"


def template_problems(content: bytes) -> list[str]:
    """Return what is wrong with the template's words, in Vietnamese."""
    try:
        found = StrictTemplate(BytesIO(content))
        found.init_docx()
        sources = list(_sources(found))
    except (KeyError, ValueError, etree.XMLSyntaxError, BadZipFile, OSError):
        return ["Word không mở được mẫu này. Lưu lại bằng Word (.docx) rồi tải lên."]
    problems = [problem for source in sources for problem in _source(source)]
    if not any("{{" in source or "{%" in source for source in sources):
        problems.append("Mẫu không có biến nào. Tải mẫu hiện dùng về rồi sửa trên đó.")
    return list(dict.fromkeys(problems))


def _sources(found: StrictTemplate) -> Iterator[str]:
    """Yield every text that the engine will read, as it will read it."""
    yield found.patch_xml(found.get_xml())
    for uri in (found.HEADER_URI, found.FOOTER_URI):
        for _, part in found.get_headers_footers(uri):
            yield found.patch_xml(found.get_part_xml(part))
    for part in found.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield found.patch_xml(part.blob.decode("utf-8", "replace"))
    for name in PROPERTIES:
        yield str(getattr(found.docx.core_properties, name) or "")


def _source(source: str) -> list[str]:
    try:
        tree = environment().parse(source)
    except TemplateError as error:
        return [
            f"Mẫu viết sai cú pháp: {error.message}. Kiểm tra {{{{ }}}} và {{% %}}."
        ]
    return [*_foreign_nodes(tree), *_names(tree), *_loops(tree)]


def _foreign_nodes(tree: nodes.Template) -> list[str]:
    """Return what is neither a variable, nor a loop, nor a choice."""
    found = {
        type(node).__name__
        for node in tree.find_all(nodes.Node)
        if not isinstance(node, ALLOWED)
    }
    attributes = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if not isinstance(node.node, nodes.Name)
        or node.attr not in (*SECTION_PARTS, *LOOP)
    }
    said = []
    if found:
        names = ", ".join(sorted(found))
        said.append(
            "Mẫu chỉ được in biến, lặp {% for %} và chọn {% if %}; không dùng được phép"
            f" tính, hàm, bộ lọc ({names})."
        )
    if attributes:
        said.append(f"Mẫu hỏi phần không có: «{'», «'.join(sorted(attributes))}».")
    return said


def _names(tree: nodes.Template) -> list[str]:
    """Return the variables that do not exist, by name."""
    names = list(tree.find_all(nodes.Name))
    own = {node.name for node in names if node.ctx == "store"}
    known = {*TEMPLATE_VARIABLES, *own, "loop"}
    wrong = sorted({node.name for node in names if node.name not in known})
    if own & {*TEMPLATE_VARIABLES}:
        wrong += sorted(own & {*TEMPLATE_VARIABLES})
    if not wrong:
        return []
    return [
        f"Mẫu dùng biến không có: «{'», «'.join(wrong)}». Biến dùng được:"
        f" {', '.join(TEMPLATE_VARIABLES)}."
    ]


def _loops(tree: nodes.Template) -> list[str]:
    if sum(1 for _ in tree.find_all(nodes.For)) > LOOPS or _depth(tree) > DEEP:
        return [f"Mẫu lặp quá nhiều: tối đa {LOOPS} vòng, lồng nhau {DEEP} lớp."]
    return []


def _depth(node: Any) -> int:
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)
