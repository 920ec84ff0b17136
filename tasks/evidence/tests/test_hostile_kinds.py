"""C3: what comes under an honest name is refused in words, or only ever saved to a disk."""

import pytest
from django.urls import reverse

from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import post_file, stored_files
from tasks.evidence.tests.hostile_kinds import REFUSED, SAVED
from tasks.models import Evidence
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_runs_is_refused_in_words_and_nothing_is_kept(login, duty, officer, kind):
    content, name, words = REFUSED[kind]
    answer = post_file(login(officer), duty, files.upload(content, name))
    assert words in text_of(answer)
    assert Evidence.objects.count() == 0
    assert stored_files() == []


@pytest.mark.parametrize("kind", SAVED)
def test_what_is_taken_is_what_it_says_and_runs_in_no_browser(
    login, duty, officer, kind
):
    content, name, content_type = SAVED[kind]
    client = login(officer)
    post_file(client, duty, files.upload(content, name))
    url = reverse("tasks:evidence_file", args=[Evidence.objects.get().pk])
    answer = client.get(url)
    body = answer.getvalue()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox"
    shown = client.get(url, {"xem": "1"})
    assert (body, content_type) == (shown.getvalue(), answer["Content-Type"])
    for each in (answer, shown):
        assert each["X-Content-Type-Options"] == "nosniff"
        assert each["Content-Type"] == content_type
    if name.endswith((".doc", ".xls")):
        assert shown["Content-Disposition"].startswith("attachment")
    else:
        assert "script-src 'none'" in shown["Content-Security-Policy"]
    if content_type.startswith("image/"):
        assert b"<script" not in body
