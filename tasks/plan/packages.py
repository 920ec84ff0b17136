"""A plan as a data package: a folder of YAML files, read with the line of every row.

`plan.yaml` must be there; `figures.yaml`, `measures.yaml` and `outline.yaml` may be. What
is wrong is told with file and line, in Vietnamese.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from numbers import Number
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from tasks.duties.errors import InvalidInput

_Found = TypeVar("_Found")
#: The packages that come with the portal, and the one that is loaded unless told otherwise.
SHIPPED_PLANS = Path(__file__).resolve().parent.parent / "data" / "plans"
SHIPPED_PLAN = SHIPPED_PLANS / "dan-chu-co-so"
_TYPES = {
    str: "chữ",
    int: "số nguyên",
    Number: "số",
    bool: "true hoặc false",
    date: "ngày như 2026-12-31",
    list: "danh sách",
}
_Keys = Mapping[str, type]


class PackageRow(dict[str, Any]):
    """A mapping of a file that knows where it stands."""

    file: str
    line: int

    def wrong(self, said: str) -> InvalidInput:
        """Return the error that says what is wrong with the row."""
        return InvalidInput(f"{self.file}, dòng {self.line}: {said}")

    def rows(self, key: str, needed: _Keys, more: _Keys) -> list["PackageRow"]:
        """Return the checked rows of a list; none when the key is not there."""
        found = self.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(f"khóa «{key}» phải là danh sách.")
        for each in found:
            if not isinstance(each, PackageRow):
                raise self.wrong(f"mỗi mục của «{key}» phải gồm các khóa.")
            each.checked(needed, more)
        return found

    def checked(self, needed: _Keys, more: _Keys) -> "PackageRow":
        """Return the row; raises InvalidInput for a key that is missing, unknown or holds
        something else than it should.
        """
        for key in needed:
            if key not in self:
                raise self.wrong(f"thiếu khóa «{key}».")
        kinds = {**needed, **more}
        for key, value in self.items():
            if key not in kinds:
                raise self.wrong(f"không có khóa «{key}»; có: {', '.join(kinds)}.")
            kind = kinds[key]
            is_flag = isinstance(value, bool) and kind is not bool
            if not isinstance(value, kind) or is_flag:
                raise self.wrong(f"khóa «{key}» phải là {_TYPES[kind]}.")
        return self

    def one_of(self, key: str, known: Mapping[str, _Found], where: str) -> _Found:
        """Return what the value of the key names."""
        return self.named(str(self[key]), known, where)

    def some_of(
        self, key: str, known: Mapping[str, _Found], where: str
    ) -> list[_Found]:
        """Return what the values of the key name; none when it is not there."""
        return [self.named(str(name), known, where) for name in self.get(key, [])]

    def named(self, name: str, known: Mapping[str, _Found], where: str) -> _Found:
        """Return what the name stands for; raises InvalidInput for an unknown one."""
        if name not in known:
            raise self.wrong(f"«{name}» không có trong {where}.")
        return known[name]

    def chosen(self, key: str, choices: Collection[str]) -> str:
        """Return the value of the key, which is one of the choices."""
        if self[key] not in choices:
            said = f"«{key}» là «{self[key]}», phải là một trong: {', '.join(choices)}."
            raise self.wrong(said)
        return str(self[key])


def read_package(folder: Path, name: str) -> PackageRow:
    """Return one file of a package, an empty row when it is not there."""
    path = folder / name
    if not path.exists():
        row = PackageRow()
        row.file, row.line = name, 1
        return row
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _loader_of(name))  # noqa: S506 -- a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = f"{name}, dòng {line}: không đọc được ({error.problem})."
        raise InvalidInput(said) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{name}: không phải tệp YAML mã UTF-8.") from error
    if not isinstance(found, PackageRow):
        raise InvalidInput(f"{name}, dòng 1: tệp phải gồm các khóa.")
    return found


@cache
def _loader_of(name: str) -> type[yaml.SafeLoader]:
    """Return a loader whose mappings know file and line, each key once."""

    class Loader(yaml.SafeLoader):
        pass

    def row_of(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[PackageRow]:
        row = PackageRow()
        row.file, row.line = name, node.start_mark.line + 1
        yield row
        row.update(cast(dict[str, Any], loader.construct_mapping(node, deep=True)))
        if len(row) < len(node.value):
            raise row.wrong("một khóa viết hai lần.")

    Loader.add_constructor("tag:yaml.org,2002:map", row_of)
    return Loader


def once_each(rows: list[PackageRow], key: str = "code") -> None:
    """Raise InvalidInput for the second row of the same code."""
    seen: set[str] = set()
    for row in rows:
        if row[key] in seen:
            raise row.wrong(f"mã «{row[key]}» đã có ở một dòng trên.")
        seen.add(row[key])


def shipped_folder(package: str) -> Path | None:
    """Return the folder of a package that comes with the portal, if it is one."""
    folder = SHIPPED_PLANS / package
    return folder if package and folder.is_dir() else None
