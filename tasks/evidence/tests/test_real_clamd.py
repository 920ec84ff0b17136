"""The same with a clamd of Debian's and a signature of our own."""

import shutil
import subprocess
import time
from contextlib import contextmanager
from hashlib import md5
from io import BytesIO

import pytest

from agencies.jobs import run_asked
from kehoach.lib.clamd import ClamdRefused, answers, signature_in
from kehoach.testing.clamd import MALWARE_MARK
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.models import FileScan

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.django_db,
    pytest.mark.needs_clamd,
]
#: The string that every search for malware finds, put together so that this file is none.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start clamd with two signatures on a unix socket."""
    folder = tmp_path_factory.mktemp("clamd")
    database = folder / "db"
    database.mkdir()
    (database / "own.ndb").write_text(f"Kehoach.Own:0:*:{MALWARE_MARK.hex()}\n")
    content = EICAR.encode()
    known = md5(content, usedforsecurity=False).hexdigest()
    (database / "own.hdb").write_text(f"{known}:{len(content)}:Eicar.Own\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {folder}/clamd.ctl\nDatabaseDirectory {database}\n"
        f"Foreground yes\nLogFile {folder}/clamd.log\nStreamMaxLength 26M\n"
        "OfficialDatabaseOnly no\n"
    )
    with running(folder):
        yield f"unix:{folder}/clamd.ctl"


@contextmanager
def running(folder):
    command = [shutil.which("clamd"), "--config-file", str(folder / "clamd.conf")]
    said = folder / "out"
    with (
        said.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out) as it,
    ):
        try:
            deadline = time.monotonic() + 60
            while not answers(f"unix:{folder}/clamd.ctl"):
                assert it.poll() is None, said.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.2)
            yield
        finally:
            it.kill()


def test_what_is_known_is_found(address):
    assert signature_in(address, BytesIO(EICAR.encode())).startswith("Eicar.Own")
    assert signature_in(address, BytesIO(files.PDF + MALWARE_MARK)).startswith(
        "Kehoach.Own"
    )
    assert signature_in(address, BytesIO(files.PDF)) == ""
    inside = files.package_of(**{"word/document.xml": b"<x/>" + MALWARE_MARK})
    assert signature_in(address, BytesIO(inside)).startswith("Kehoach.Own")


def test_the_largest_file_that_a_form_takes_is_taken_and_more_is_refused(address):
    assert signature_in(address, BytesIO(bytes(25 * MEGABYTE))) == ""
    with pytest.raises(ClamdRefused):
        signature_in(address, BytesIO(bytes(40 * MEGABYTE)))


@pytest.mark.usefixtures("_inside_the_period")
def test_a_file_is_searched_and_put_away(address, duty, officer, settings):
    settings.CLAMD_ADDRESS = address
    attach(duty, officer)
    bad = attach(duty, officer, upload=files.upload(files.PDF + MALWARE_MARK))
    run_asked()
    bad.refresh_from_db()
    states = FileScan.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["clean", "infected"]
    assert "Kehoach.Own" in bad.quarantine_reason
