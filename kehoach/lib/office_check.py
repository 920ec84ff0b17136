"""What an Office file would fetch, run or swallow when it is opened, told by parsing its
parts: no name, content type, prefix, encoding or split run hides it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from kehoach.lib.office_files import OLE
from kehoach.lib.packages import Package

#: Fields that fetch something when Word opens or prints the file.
FETCHING = {
    *("DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT"),
    *("DATABASE", "RD"),
}
#: Relations to what Word or Excel would run or swallow, wherever it lies.
RUN = {
    *("vbaproject", "oleobject", "control", "activexcontrolbinary", "afchunk"),
    *("xlmacrosheet", "xlintlmacrosheet", "webextension", "webextensiontaskpanes"),
}
#: Relations out of the file that ask before anything is fetched.
ASKED = {"hyperlink", "externallinkpath", "xlpathmissing"}
_FOREIGN_TYPE = re.compile(r"macro|vba|activex|oleobject", re.IGNORECASE)
_LOCAL_DISK = re.compile(r"(file:/*)?[A-Za-z]:[\\/]|[^:\\/]+$")
_XML = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_KEYWORD = re.compile(r"\s*([A-Za-z]+)")
DEEPEST, MOST_ELEMENTS = 256, 3_000_000
#: A workbook inside a document: how it begins, its bytes, and how deep they may lie.
_PACKAGE, _INSIDE, _NESTED = b"PK\x03\x04", 25 * 1024 * 1024, 2

MACRO = (
    "Tệp chứa macro hoặc điều khiển chạy được. Lưu lại dạng không macro rồi tải lên."
)
EMBEDDED = (
    "Tệp nhúng tệp khác (OLE). Xóa phần nhúng hoặc dán dưới dạng ảnh rồi tải lên."
)
ENTITY = "Tệp khai báo thực thể XML, không nhận. Lưu lại bằng Word, Excel rồi tải lên."
_BROKEN = "Tệp có phần hỏng, không đọc được. Lưu lại bằng Word, Excel rồi tải lên."
REMOTE = (
    "Văn bản gắn mẫu (template) ở máy khác. Trong Word mở Developer → Document Template,"
    " xóa đường dẫn mẫu, lưu rồi tải lên."
)
LINKED = (
    "Tệp liên kết ra ngoài (ảnh, tệp khác). Vào Tệp → Thông tin → Sửa liên kết tới tệp →"
    " Ngắt liên kết, lưu rồi tải lên."
)
FIELD = (
    "Văn bản có trường lấy nội dung bên ngoài ({}). Bấm Ctrl+A rồi Ctrl+Shift+F9 để đổi"
    " trường thành chữ, lưu rồi tải lên."
)


class PackageRefused(ValueError):
    """The file is not taken; the message says why and what to do."""


def office_refusal_of(package: Package) -> str:
    """Return why the file is not taken; nothing for a plain one."""
    try:
        _check_all(package, 0)
    except PackageRefused as refused:
        return str(refused)
    except (expat.ExpatError, ValueError):
        return _BROKEN
    return ""


def old_refusal_of(content: bytes) -> str:
    """Return why a file of old Office is not taken, told by the names of its streams."""
    for name, said in (("_VBA_PROJECT", MACRO), ("Ole10Native", EMBEDDED)):
        if name.encode("utf-16-le") in content:
            return said
    return ""


def _check_all(package: Package, depth: int) -> None:
    for name in package.entries:
        _check(package, name, depth)


def _check(package: Package, name: str, depth: int) -> None:
    pieces = package.pieces(name)
    first = next(pieces, b"")
    is_embedded = "embeddings/" in name.lower()
    if first.startswith(OLE):
        raise PackageRefused(EMBEDDED if is_embedded else MACRO)
    if first.startswith(_PACKAGE):
        _check_inside(package, name, depth + 1)
    elif first.startswith(b"MZ") or (is_embedded and first and not _XML.match(first)):
        raise PackageRefused(EMBEDDED)
    if _XML.match(first):
        is_sheet = name.startswith("xl/") and not name.endswith(".rels")
        XmlPart(shallow=is_sheet and "externalLinks/" not in name).feed(first, pieces)


def _check_inside(package: Package, name: str, depth: int) -> None:
    """Look at an Office file inside another one; other archives are none."""
    if depth >= _NESTED:
        raise PackageRefused(EMBEDDED)
    inner = Package(BytesIO(package.read(name, _INSIDE)), package.unzipped)
    if "[Content_Types].xml" not in inner.entries:
        raise PackageRefused(EMBEDDED)
    package.unzipped -= inner.whole
    _check_all(inner, depth)


class _Done(Exception):
    """Enough of the part was seen."""


class XmlPart:
    """One XML part, streamed: relations, content types, and Word's fields."""

    def __init__(self, *, shallow: bool) -> None:
        """Begin before the root; `shallow`: only what stands before it matters."""
        self.shallow, self.depth, self.left = shallow, 0, MOST_ELEMENTS
        self.fields: list[Field] = []
        self.inside = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def feed(self, first: bytes, pieces: Iterator[bytes]) -> None:
        """Parse the part to its end."""
        try:
            self.parser.Parse(first, False)
            for piece in pieces:
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except _Done:
            return

    def doctype(self, *_: object) -> None:
        """Refuse entities: Office writes no document type."""
        raise PackageRefused(ENTITY)

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Look at one element."""
        if self.shallow:
            raise _Done
        self.depth += 1
        self.left -= 1
        if self.depth > DEEPEST or self.left < 0:
            raise PackageRefused(_BROKEN)
        local = name.rpartition(" ")[2]
        said = {key.rpartition(" ")[2]: value for key, value in attrs.items()}
        if local == "Relationship":
            _relation(said)
        elif local in {"Override", "Default"}:
            if _FOREIGN_TYPE.search(said.get("ContentType", "")):
                raise PackageRefused(MACRO)
        elif local in {"ddeLink", "oleLink"}:
            raise PackageRefused(LINKED)
        else:
            self.word(local, said)

    def word(self, local: str, said: dict[str, str]) -> None:
        """Follow Word's fields."""
        if local == "fldSimple":
            if self.fields and self.fields[-1].is_open:
                raise PackageRefused(FIELD.format("trường ghép"))
            Field(said.get("instr", "")).check()
        elif local == "fldChar":
            self.mark(said.get("fldCharType", ""))
        elif local in {"instrText", "delInstrText"}:
            self.inside = bool(self.fields)

    def mark(self, kind: str) -> None:
        """Begin, part or end a field; no field may be put together by another one."""
        if kind == "begin":
            if self.fields and self.fields[-1].is_open:
                raise PackageRefused(FIELD.format("trường ghép"))
            self.fields.append(Field())
        elif self.fields and kind == "separate":
            self.fields[-1].check()
            self.fields[-1].is_result = True
        elif self.fields and kind == "end":
            self.fields.pop().check()

    def end(self, name: str) -> None:
        """Leave an element."""
        self.depth -= 1
        self.inside = False

    def text(self, data: str) -> None:
        """Collect the code of the innermost field, over however many runs."""
        if self.inside and not self.fields[-1].is_result:
            self.fields[-1].add(data)


class Field:
    """A field's code as far as its keyword needs it."""

    def __init__(self, code: str = "") -> None:
        """Begin with what is known."""
        self.code, self.is_result = code, False

    @property
    def is_open(self) -> bool:
        """Return whether the keyword may still grow."""
        return not self.is_result and not re.match(r"\s*[^\s]+[\s\"\\]", self.code)

    def add(self, data: str) -> None:
        """Take more of the code."""
        if len(self.code) < 100 or not self.code.strip():
            self.code = (self.code + data).lstrip()

    def check(self) -> None:
        """Raise when the field fetches something."""
        found = _KEYWORD.match(self.code)
        if found and found[1].upper() in FETCHING:
            raise PackageRefused(FIELD.format(found[1].upper()))


def _relation(said: dict[str, str]) -> None:
    kind = said.get("Type", "").rpartition("/")[2].lower()
    if kind in RUN:
        is_code = any(each in kind for each in ("vba", "macro", "webext"))
        raise PackageRefused(MACRO if is_code else EMBEDDED)
    if said.get("TargetMode", "").lower() != "external" or kind in ASKED:
        return
    if kind == "attachedtemplate":
        if not _LOCAL_DISK.match(said.get("Target", "")):
            raise PackageRefused(REMOTE)
        return
    raise PackageRefused(LINKED)
