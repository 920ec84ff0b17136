"""`deploy/`: units, proxy and the chapter that the proof runs fit together."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
CHAPTER = "## From a bare Debian"


def blocks() -> str:
    """Return the commands of the chapter, as `deploy/prove.sh` takes them."""
    docs = (ROOT / "docs" / "operations.md").read_text()
    chapter = docs.partition(CHAPTER)[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL))


def names() -> set[str]:
    example = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_the_chapter_is_a_script_and_sets_what_there_is() -> None:
    script = blocks()
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    put = set(re.findall(r"^put ([A-Z_]+) ", script, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "BEHIND_PROXY"} <= put <= names()


@pytest.mark.parametrize("name", ["kehoach", "kehoach-release", "kehoach-switch"])
def test_the_tools_are_scripts(name: str) -> None:
    subprocess.run(["sh", "-n", DEPLOY / name], check=True)
    assert os.access(DEPLOY / name, os.X_OK)


def test_every_empty_line_of_the_example_means_the_default() -> None:
    empty = dict.fromkeys(names(), "")
    given = os.environ | empty | {"DEBUG": "1"}
    asks = (
        "from kehoach.settings import DATABASES, LOGGING;"
        "print(DATABASES['default']['CONN_MAX_AGE'], LOGGING['root']['level'])"
    )
    said = subprocess.run(
        [sys.executable, "-c", asks],
        env=given, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["600", "INFO"]


@pytest.mark.needs_systemd
def test_units_are_read_by_systemd(tmp_path: Path) -> None:
    """All but the programs and settings, which are on the server only."""
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.glob("kehoach-*.service"):
        said = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text())
        unit.write_text(said)
    units = sorted(map(str, tmp_path.glob("kehoach-*.*r*")))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(u for u in units if not u.endswith(".d"))],
        capture_output=True, text=True, check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "kehoach" in line]
    assert ours == []
