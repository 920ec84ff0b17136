"""The house guards itself: open doors, variables, documentation."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from kehoach.tests.doors import OPEN_DOORS

ROOT = Path(settings.BASE_DIR)
#: Names that Django, pytest and the house want in many files.
WANTED_BY_NAME = {"urlpatterns", "of_plan", "app_name", "Command", "register", "logger"}
WANTED_BY_NAME |= {"pytest_configure", "pytest_collection_modifyitems"}
#: Names that some module gives to what belongs to a model.
OF_A_MODEL = {"State", "Kind", "Role", "Act", "Purpose", "Rule"}


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def test_only_the_written_doors_are_open() -> None:
    named = [p for p in patterns(get_resolver()) if "admin" not in str(p.callback)]
    doors = {p.name for p in named if not getattr(p.callback, "login_required", True)}
    assert doors - {"jsi18n"} == OPEN_DOORS


def test_every_variable_is_in_the_example_and_in_the_docs() -> None:
    source = (ROOT / "kehoach" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', source))
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == read
    docs = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in read if f"`{name}`" not in docs} == set()


def test_every_command_of_ours_is_documented() -> None:
    ours = {
        name
        for name, app in get_commands().items()
        if app in {"kehoach", "agencies", "tasks", "reporting"}
    }
    docs = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in ours if f"`{name}" not in docs} == set()


def test_the_version_is_the_newest_of_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    project = (ROOT / "pyproject.toml").read_text()
    released = re.findall(r"^## (\d+\.\d+\.\d+) - ", changelog, re.MULTILINE)
    assert re.findall(r'^version = "(.+)"$', project, re.MULTILINE) == released[:1]


def test_requirements_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()


def test_rows_are_held_in_one_way() -> None:
    """A plain FOR UPDATE makes everybody wait whose rows point at the held one."""
    held = {
        "agencies/models/locks.py",
        "tasks/duties/locks.py",  # closing: everybody shall wait
        "agencies/accounts/letters.py",  # who is at a letter already is left alone
    }
    found = {
        str(path.relative_to(ROOT))
        for app in ("agencies", "tasks", "reporting", "kehoach")
        for path in (ROOT / app).rglob("*.py")
        if "tests" not in path.parts and ".select_for_update(" in path.read_text()
    }
    assert found == held


def test_no_file_of_ours_is_two_things() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for app in ("kehoach", "agencies", "tasks", "reporting")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and "tests" not in path.parts
        and (count := len(path.read_text().splitlines())) > 420
    }  # fmt: skip
    assert long == {}


def test_every_test_that_the_page_of_security_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text()
    files = re.findall(r"`([\w/]+\.py)[`:]", page)
    assert len(files) > 30
    assert [path for path in files if not (ROOT / path).exists()] == []
    sources = "".join((ROOT / path).read_text() for path in set(files))
    tests = re.findall(r"::(test_\w+)`", page)
    assert [name for name in tests if f"def {name}(" not in sources] == []


def rooms_of_the_contract() -> dict[str, int]:
    """Return room → how far it stands above the lowest of its app."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: dict[str, int] = {}
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract.get("exhaustive"):
            [app], (_, *layers) = contract["containers"], contract["layers"]
            for height, layer in enumerate(reversed(layers), 1):
                for name in re.findall(r"\w+", layer):
                    if (ROOT / app / name).is_dir():
                        found[f"{app}/{name}"] = height
    return found


def test_the_map_has_every_room_in_the_order_of_the_contract() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    lines = re.findall(r"^\| `(\w+/\w+)/` \| (\d+) \|", page, re.MULTILINE)
    assert {room: int(height) for room, height in lines} == rooms_of_the_contract()
    assert len(lines) > 50


def test_every_file_and_name_of_the_map_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    pairs = re.findall(r"`([\w/]+/\w+\.py)`(?: `(\w+)`)?", page)
    assert len(pairs) > 100
    assert [path for path, _ in pairs if not (ROOT / path).exists()] == []
    unknown = [
        f"{path} {name}"
        for path, name in pairs
        if name and not re.search(
            rf"(?:def|class) {name}\b|^ *{name}(?:: [^=]+)? = ",
            (ROOT / path).read_text(),
            re.MULTILINE,
        )
    ]  # fmt: skip
    assert unknown == []


def sources(app: str) -> Iterator[Path]:
    """Yield the modules of an app but for its tests and migrations."""
    for path in sorted((ROOT / app).rglob("*.py")):
        named = {*path.relative_to(ROOT).parts}
        if not named & {"tests", "migrations", "conftest.py"}:
            yield path


def defined(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the names that the module itself gives, with what gives them."""
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node
            case ast.Assign(targets=targets):
                for each in (part for target in targets for part in ast.walk(target)):
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                        yield each.id, node


@pytest.mark.parametrize("app", ["kehoach", "agencies", "tasks", "reporting"])
def test_a_public_name_stands_once_in_its_app(app: str) -> None:
    """What only its own module uses begins with «_»."""
    places = defaultdict(set)
    for path in sources(app):
        for name, _ in defined(path):
            if not name.startswith("_") and name not in WANTED_BY_NAME:
                places[name].add(str(path.relative_to(ROOT)))
    assert len(places) > 200
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_words_of_a_model_are_read_from_it() -> None:
    """`Membership.Role` is the one that all of agencies speaks of: it has its name."""
    aliases = {
        f"{path.relative_to(ROOT)}: {name}"
        for app in ("kehoach", "agencies", "tasks", "reporting")
        for path in sources(app)
        for name, node in defined(path)
        if name in OF_A_MODEL and not isinstance(node, ast.ClassDef)
    }
    assert aliases == {"agencies/models/authority.py: Role"}


def test_a_door_reads_the_clock_once() -> None:
    """Twice may be two days at midnight: `read_clock` gives day and moment of one."""
    twice = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for app in ("kehoach", "agencies", "tasks", "reporting")
        for path in sources(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and {"timezone.now()", "timezone.localdate()"}
        <= {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Call)}
    }
    assert twice <= {"kehoach/site/styles.py: styles"}
