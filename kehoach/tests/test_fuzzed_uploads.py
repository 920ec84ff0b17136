"""C3: 500 hostile and 500 mutated files, seeded, at every form that takes a file: taken or
refused with a sentence, within the memory, and nothing is left that no row names.
"""

import random
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from agencies.tests.factories import make_user
from kehoach.testing.memory import peak_memory
from kehoach.tests.file_forms import Door, doors
from kehoach.tests.hostile_files import hostile, mutants
from reporting.committee.steps import submit_paper
from reporting.committee.tests.committee import Scene
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, hand_in_newest
from tasks.evidence.attaching import AttachedDocument, attach_documents
from tasks.evidence.kept_files import columns
from tasks.evidence.tests import files
from tasks.models import Duty, UnitReport, UrgingLetter
from tasks.tests.everything import everything
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import AFTER

pytestmark = [pytest.mark.slow, pytest.mark.own_hour, pytest.mark.django_db]
#: Megabytes above idle, of all requests of a scene together.
MOST = 200
#: Of each sort, at each scene.
COUNT = 170


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, monkeypatch):
    """Keep files, uploads that arrive and sheets that wait inside the test's folder."""
    files.kept_in(settings, tmp_path / "files")
    (tmp_path / "arriving").mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "arriving")
    settings.FILE_UPLOAD_HANDLERS = ["kehoach.site.uploads.CarefulUploadHandler"]
    settings.FILES_PER_DAY = 10_000


def work():
    """Return an agency at work, with proof that can be put right, and who works there."""
    scene = everything()
    attach_documents(
        duties=[scene.duty], actor=scene.officer, document=AttachedDocument(subject="Kế hoạch"),
        files=[files.upload()], confirmed_open=True, today=TODAY, now=NOW,
    )  # fmt: skip
    head = make_user("head", scene.plan.steering_agency)
    root = make_user(is_staff=True, is_superuser=True)
    return scene, [root, head, scene.officer]


def letters():
    """Return the same, its letter not recorded yet and the one that urged it sent."""
    scene, people = work()
    UnitReport.objects.update(taken_off_at=NOW)
    UrgingLetter.objects.update(
        number="9/SNV", signed_on=TODAY, sent_at=NOW, sent_by=people[1]
    )
    return scene, people


def reports():
    """Return a year whose report, and whose paper to the ministry, wait to be issued."""
    scene = Scene()
    agency = scene.period.plan.steering_agency
    scene.signers(number="5", issued_on=AFTER)
    scene.act(submit_paper)
    scene.act(save_words, values=SIGNED, version=scene.period.yearly_report.version)
    hand_in_newest(scene.period, scene.head, AFTER)
    duty = Duty.objects.first()
    found = SimpleNamespace(agency=agency, period=scene.period, duty=duty)
    return found, [make_user(is_staff=True, is_superuser=True), scene.head]


#: Scene, its day, and a word of addresses that must be among the forms found there.
SCENES = {
    "work": (
        work,
        NOW,
        ("minh-chung", "nhat-ky", "tep/", "import", "nhap", "bang-tinh"),
    ),
    "letters": (letters, NOW, ("bao-cao", "cong-van", "mau-word")),
    "reports": (reports, AFTER, ("ban-hanh", "gui-bo/ban-hanh", "dinh-chinh")),
}


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def on_disk() -> set[str]:
    root = Path(default_storage.location)
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}


def named_by_rows() -> set[str]:
    return {
        name
        for each in columns()
        for name in each.model._default_manager.values_list(each.file, flat=True)
        if name
    }


def left_by(door: Door, upload: SimpleUploadedFile) -> tuple[int, set[str]]:
    """Return status, and the files that no row names; take back what was done."""
    before = on_disk()
    with transaction.atomic():
        answer = door.post(upload)
        answer.getvalue()
        nobodys = on_disk() - named_by_rows()
        transaction.set_rollback(True)
    for name in on_disk() - before:
        default_storage.delete(name)
    return answer.status_code, nobodys


@pytest.mark.parametrize("kind", SCENES)
def test_every_form_takes_a_file_or_refuses_it(kind, clock, settings):
    make, day, wanted = SCENES[kind]
    clock.at(day)
    scene, people = make()
    found = doors(scene, [signed_in(each) for each in people])
    places = [each.address for each in found]
    assert [word for word in wanted if not any(word in each for each in places)] == []
    chance = random.Random(f"2026 {kind}")
    made = hostile()
    chance.shuffle(made)
    chance.shuffle(found)
    sent = [*islice(cycle(made), COUNT), *islice(mutants(chance), COUNT)]
    with peak_memory() as peak:
        for (name, content), door in zip(sent, cycle(found), strict=False):
            upload = SimpleUploadedFile(name, content)
            status, nobodys = left_by(door, upload)
            assert status < 500, (door.address, name, content[:99])
            assert nobodys == set(), (door.address, name)
    assert peak.taken < MOST
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
