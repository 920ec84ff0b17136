"""The small parts of an XLSX: its sheets, its relations, its number formats."""

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from agencies.sheets.bounds import SheetError
from agencies.sheets.package import BROKEN, attribute
from kehoach.lib.text import visible

#: Characters of names, relations and formats that one part may keep; what keeping one
#: costs besides; characters of a number format, as Excel bounds it.
MOST_KEPT, KEPT_OVERHEAD, LONGEST_FORMAT = 2_000_000, 20, 255
#: What an attribute calls true.
TRUE = {"1", "true"}


class Silent:
    """A part that listens to nothing yet."""

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Pass over the beginning of an element."""

    def end(self, name: str) -> None:
        """Pass over the end of an element."""

    def text(self, data: str) -> None:
        """Pass over text."""


class Keeper(Silent):
    """A part of which some words are kept: no file of an office has many."""

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self.kept = 0

    def keep(self, text: str) -> str:
        """Return the words; SheetError when the part says too much."""
        self.kept += len(text) + KEPT_OVERHEAD
        if self.kept > MOST_KEPT:
            raise SheetError(BROKEN)
        return text


class BookPart(Keeper):
    """xl/workbook.xml: tab → relation, in order, and where days are counted from."""

    def __init__(self) -> None:
        """Begin without sheets."""
        super().__init__()
        self.sheets: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.epoch = WINDOWS_EPOCH

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take a sheet or the setting of days."""
        if name == "sheet":
            tab = visible(self.keep(attrs["name"]))
            self.sheets[tab] = self.keep(attribute(attrs, "id"))
            if attrs.get("state", "visible") != "visible":
                self.hidden.add(tab)
        elif name == "workbookPr" and attrs.get("date1904") in TRUE:
            self.epoch = MAC_EPOCH


class RelationsPart(Keeper):
    """A part of relations: id → target, and kind → target."""

    def __init__(self) -> None:
        """Begin without relations."""
        super().__init__()
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take one relation."""
        if name == "Relationship" and attrs.get("TargetMode") != "External":
            target = self.keep(attrs["Target"])
            self.targets[self.keep(attrs["Id"])] = target
            self.kinds[self.keep(attrs["Type"]).rpartition("/")[2]] = target


class StylesPart(Keeper):
    """xl/styles.xml: the number format of every style, by its place."""

    def __init__(self) -> None:
        """Begin with Excel's own formats."""
        super().__init__()
        self.known: dict[int, str] = dict(BUILTIN_FORMATS)
        self.formats: list[str] = []
        self.inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take a format of the file or the format of a style."""
        if name == "numFmt":
            format_code = self.keep(attrs["formatCode"])
            self.known[int(attrs["numFmtId"])] = format_code[:LONGEST_FORMAT]
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            number = int(self.keep(attrs.get("numFmtId", "0")))
            self.formats.append(self.known.get(number, "General"))

    def end(self, name: str) -> None:
        """Leave the list of styles."""
        if name == "cellXfs":
            self.inside = False
