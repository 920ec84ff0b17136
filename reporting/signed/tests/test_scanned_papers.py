"""C3: papers that wait to be searched for malware leave in no set and are compared later."""

from io import BytesIO

import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.dossiers.packing import Packer
from reporting.files.pdf_text import NoText
from reporting.models import YearlyReport
from reporting.signed.words import INFECTED, _content
from tasks.evidence.scans import PutAway
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.models import FileScan
from tasks.tests.factories import NOW, make_duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    files.kept_in(settings, tmp_path / "files")
    settings.CLAMD_ADDRESS = "unix:/nowhere/clamd.ctl"
    duty = make_duty(agency=make_agency("UBND xã Hòa Bình", kind="cap-xa"))
    return attach(duty, make_user("officer", duty.agency), upload=files.upload())


@pytest.mark.parametrize(
    ("state", "said"),
    [("waiting", "đang kiểm tra mã độc"), ("infected", "có mã độc")],
)
def test_a_set_names_what_it_leaves_out(kept, state, said):
    FileScan.objects.update(state=state)
    packer = Packer(BytesIO(), NOW)
    packed = packer.add("van-ban", "a.pdf", kept.file)
    packer.close()
    assert packed.problem == f"Không kèm: tệp {said}"
    assert packer.left_out == 1


def test_a_signed_paper_waits_to_be_compared_and_says_when_it_never_will(kept):
    paper = YearlyReport(signed_file=kept.file.name)
    with pytest.raises(PutAway):
        _content(paper)
    FileScan.objects.update(state="infected")
    with pytest.raises(NoText, match=INFECTED):
        _content(paper)
