"""Two people at the report's steps at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connections, transaction

from kehoach.lib.refusals import RuleBroken
from reporting.committee.tests.committee import Scene
from reporting.models import YearlyReport
from reporting.yearly.freezing import hand_in
from tasks.tests.measuring import AFTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


def test_what_is_taken_away_while_the_report_is_handed_in_refuses_it() -> None:
    scene = Scene()

    def handing_in() -> str:
        try:
            hand_in(period=scene.period, number=1, actor=scene.head, today=AFTER)
        except RuleBroken as refusal:
            return refusal.message
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            report = YearlyReport.objects.select_for_update().get()
            report.signer_name = ""
            report.save()
            waiting = pool.submit(handing_in)
            sleep(0.3)
        assert "chưa có họ tên người ký" in waiting.result(timeout=30)
        YearlyReport.objects.update(signer_name="Nguyễn Văn A")
        said = sorted(pool.map(lambda _: handing_in(), range(2)))
    assert said == ["", "Báo cáo đã chuyển trình ký."]
    assert YearlyReport.objects.get().state == "signing"
