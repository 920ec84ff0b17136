"""Names of files and folders that every system keeps: readable, unique, never a path."""

import re
from collections.abc import Iterable

from kehoach.lib.text import visible

#: What Windows allows in no name, and what would make a path of one.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_SPACES = re.compile(r"\s+")
#: Names of devices, with whatever ending.
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE
)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
#: Characters of a name; folder and file together stay far below the 260 of Windows.
LONGEST_NAME = 80
NAMELESS = "khong-ten"


def safe_name(name: str, *, longest: int = LONGEST_NAME) -> str:
    """Return the name as one part of a path, its ending kept when it is shortened."""
    spaced = _SPACES.sub(" ", _FORBIDDEN.sub(" ", visible(name)))
    bare = "".join(filter(str.isprintable, spaced)).strip(" .")
    stem, ending = split(bare)
    room = longest - len(ending)
    if len(stem) > room:
        stem = stem[:room].rstrip(" .")
    stem = stem or NAMELESS
    if _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return stem + ending


def split(name: str) -> tuple[str, str]:
    """Return a name and its ending, if it has a usual one."""
    at = name.rfind(".")
    if at > 0 and _ENDING.fullmatch(name[at:]):
        return name[:at], name[at:]
    return name, ""


class Names:
    """The paths of one archive: no two alike, letter case aside."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with paths that are taken."""
        self.taken = {path.casefold() for path in taken}

    def path(self, folder: str, name: str) -> str:
        """Return a path in the folder that nothing else has, safe by itself."""
        before = f"{folder}/" if folder else ""
        plain = safe_name(name)
        stem, ending = split(plain)
        path, number = before + plain, 1
        while path.casefold() in self.taken:
            number += 1
            path = f"{before}{stem} ({number}){ending}"
        self.taken.add(path.casefold())
        return path
