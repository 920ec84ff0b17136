"""C8: what was changed outside the portal is not served; a command and a job name it."""

import os
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import make_user
from kehoach.administration.troubles import troubles
from kehoach.testing.memory import peak_memory
from reporting.kept.jobs import check_files
from reporting.models import FrozenReport, IssuedLink, YearlyReport
from reporting.tests.scenes import period_of
from reporting.yearly.freezing import issue
from reporting.yearly.tests.freezing import AFTER, frozen, head, scene
from reporting.yearly.tests.signing import complete, hand_in_newest
from tasks.evidence.kept_files import columns, digest_of_path, mend
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.models import FileTrouble
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty

__all__ = ["head", "scene"]
pytestmark = pytest.mark.django_db
Kind = FileTrouble.Kind
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _stores(settings, tmp_path):
    files.kept_in(settings, tmp_path / "files")
    settings.SECOND_STORE = ""
    (tmp_path / "files").mkdir()
    (tmp_path / "second").mkdir()


@pytest.fixture
def proof():
    duty = make_duty()
    officer = make_user("officer", duty.agency)
    return attach(duty, officer, upload=files.upload())


def asked(client, proof):
    client.force_login(proof.uploaded_by, backend=BACKEND)
    return fetched(client, reverse("tasks:evidence_file", args=[proof.pk]))


def fetched(client, url):
    """Return the answer, its file read and closed."""
    answer = client.get(url)
    answer.body = answer.getvalue()
    return answer


def path_of(file):
    return Path(default_storage.path(file.name))


def standing():
    return set(FileTrouble.objects.filter(mended_at=None).values_list("kind", "place"))


def checked():
    """Run the command; return what it prints and its code."""
    out = StringIO()
    try:
        call_command("check_files", stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_every_file_with_a_hash_is_known():
    """A new model with a file is checked without being listed."""
    named = {(each.model.__name__, each.file) for each in columns() if each.digest}
    assert named >= {
        ("Evidence", "file"),
        ("Correction", "file"),
        ("UnitReport", "file"),
        ("UrgingLetter", "file"),
        ("FrozenReport", "pdf"),
        ("YearlyReport", "signed_file"),
        ("ReplacedReport", "signed_file"),
        ("Erratum", "signed_file"),
        ("CommitteeReport", "signed_file"),
        ("ReportTemplate", "file"),
    }
    ours = {"agencies", "tasks", "reporting"}
    without = [
        each
        for each in columns()
        if each.model._meta.app_label in ours and not each.digest
    ]
    assert without == []


@pytest.mark.parametrize("kind", ["wrong", "missing"])
def test_a_changed_file_is_not_served_but_told(client, proof, kind):
    path = path_of(proof.file)
    if kind == "wrong":
        path.write_bytes(b"%PDF-1.4 other")
    else:
        path.unlink()
    answer = asked(client, proof)
    page = answer.content.decode()
    assert answer.status_code == 409
    said = "không còn nguyên vẹn" if kind == "wrong" else "không còn trong kho"
    assert said in page
    assert "Báo người quản trị" in page
    assert proof.file.name in page
    asked(client, proof)
    assert standing() == {(kind, proof.file.name)}
    assert FileTrouble.objects.count() == 1
    now = timezone.now()
    rows = [row for row in troubles(now, now.date()) if row.key == "damaged"]
    assert rows[0].is_urgent


def test_what_is_right_again_is_marked(client, proof):
    path = path_of(proof.file)
    path.write_bytes(b"other")
    out, code = checked()
    assert code == 1
    assert f"Nội dung khác lúc lưu: {proof.file.name} (minh chứng {proof.pk}" in out
    path.write_bytes(files.PDF)
    assert checked()[1] == 0
    assert standing() == set()
    assert asked(client, proof).status_code == 200


@pytest.mark.parametrize("by", ["page", "job"])
def test_the_second_store_mends(client, proof, settings, tmp_path, by):
    path, copy = path_of(proof.file), tmp_path / "second" / proof.file.name
    copy.parent.mkdir(parents=True)
    settings.SECOND_STORE = str(tmp_path / "second")
    path.write_bytes(b"other")
    copy.write_bytes(b"wrong too")
    assert asked(client, proof).status_code == 409
    copy.write_bytes(files.PDF)
    if by == "job":
        check_files()
        assert path.read_bytes() == files.PDF
        assert standing() == set()
    answer = asked(client, proof)
    assert answer.body == files.PDF
    aside = list((tmp_path / "files" / "hong").iterdir())
    assert [each.read_bytes() for each in aside] == [b"other"]
    path.unlink()
    assert asked(client, proof).status_code == 200


def test_a_large_copy_is_not_held_in_memory(settings, tmp_path):
    """A set of papers for an inspection has up to 2 GB."""
    copy = tmp_path / "second" / "dossiers" / "1.zip"
    copy.parent.mkdir()
    settings.SECOND_STORE = str(tmp_path / "second")
    with copy.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    wanted = digest_of_path(copy)
    with peak_memory() as peak:
        assert mend("dossiers/1.zip", wanted)
    assert peak.taken < 20
    assert digest_of_path(Path(default_storage.path("dossiers/1.zip"))) == wanted


def test_files_of_nobody_are_listed_once_they_are_a_day_old(proof):
    old, new = (Path(default_storage.path(name)) for name in ("a/old.pdf", "new.pdf"))
    old.parent.mkdir()
    for path in (old, new):
        path.write_bytes(b"x")
    now = timezone.now().timestamp()
    then = now - 2 * 24 * 60 * 60
    os.utime(old, (then, then))
    os.utime(new, (now, now))
    out, code = checked()
    assert "Không thuộc về đâu: a/old.pdf" in out
    assert "new.pdf" not in out
    assert code == 0
    assert standing() == {("orphan", "a/old.pdf")}


@pytest.fixture
def issued(scene, head):
    complete(period_of(scene))
    frozen(scene, head)
    hand_in_newest(period_of(scene), head, AFTER)
    YearlyReport.objects.update(number="05/BC-SNV", issued_on=AFTER, place="Khánh Hòa")
    report = issue(
        period=period_of(scene), actor=head, today=AFTER, upload=files.upload()
    )
    return report, head


@pytest.mark.usefixtures("_after_the_deadline")
@pytest.mark.parametrize("also", [{}, {"sha256": "recounted"}])
def test_facts_changed_by_sql_are_not_served(client, issued, also):
    """Nor when the hash beside them was changed too: the chain holds the one issued."""
    _, head = issued
    client.force_login(head, backend=BACKEND)
    url = plan_page("reporting:yearly", args=["2026"])
    assert client.get(url).status_code == 200
    assert checked()[1] == 0
    version = FrozenReport.objects.get()
    version.facts = version.facts.replace("2026", "2025", 1)
    from reporting.kept.facts import digest_of

    also = {"sha256": digest_of(version.facts)} if also else {}
    FrozenReport.objects.filter(pk=version.pk).update(facts=version.facts, **also)
    for name in ("yearly", "yearly_docx", "yearly_xlsx"):
        answer = client.get(plan_page(f"reporting:{name}", args=["2026"]))
        assert answer.status_code == 409, name
        assert "không còn nguyên vẹn" in answer.content.decode()
    assert standing() == {("wrong", f"facts:{version.pk}")}
    out, code = checked()
    assert code == 1
    assert f"facts:{version.pk}" in out


@pytest.mark.usefixtures("_after_the_deadline")
def test_a_signed_file_changed_on_disk_is_not_served(client, issued):
    report, head = issued
    client.force_login(head, backend=BACKEND)
    url = plan_page("reporting:signed_pdf", args=["2026"])
    assert fetched(client, url).status_code == 200
    path_of(report.signed_file).write_bytes(b"%PDF-1.4 other")
    assert client.get(url).status_code == 409


def test_each_issue_holds_the_one_before(issued):
    """A link that is changed, taken out or made anew breaks every later one."""
    report, _ = issued
    first = IssuedLink.objects.get()
    assert first.said["number"] == report.number
    assert first.said["signed"] == report.signed_sha256
    from reporting.kept.facts import chain, check_chain

    second = chain(report, first.said["facts"], first.version)
    third = chain(report, first.said["facts"], first.version)
    assert (second.previous, third.previous) == (first.sha256, second.sha256)
    assert list(check_chain()) == []
    said = second.said | {"number": "999/BC"}
    IssuedLink.objects.filter(pk=second.pk).update(said=said)
    assert [each.place for each in check_chain()] == ["chain:2"]
    IssuedLink.objects.filter(pk=second.pk).delete()
    assert [each.place for each in check_chain()] == ["chain:3"]


def test_what_was_issued_before_is_chained_by_the_migration(issued):
    report, _ = issued
    by_hand = IssuedLink.objects.get()
    kept = (by_hand.place, by_hand.said, by_hand.previous, by_hand.sha256)
    IssuedLink.objects.all().delete()
    moved = import_module("reporting.migrations.0021_issued_chain")
    moved.link_what_was_issued(apps, None)
    link = IssuedLink.objects.get()
    assert (link.place, link.said, link.previous, link.sha256) == kept
    assert link.version.report == report
