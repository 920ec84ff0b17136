"""What ties a workbook to an agency, a period and the state it was made from."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core import signing

from tasks.desk.sheet.questions import AnswerKey
from tasks.duties.errors import InvalidInput

_SALT = "tasks.desk-sheet"
ROWS_SALT = "tasks.desk-sheet.rows"
#: Seconds between checking a workbook and recording it.
ROWS_LAST = 86_400
DAMAGED_SHEET = (
    "Tệp không phải bảng của hệ thống hoặc phần khóa đã bị sửa."
    " Hãy tải bảng mới rồi chép nội dung sang."
)


@dataclass(frozen=True)
class Seal:
    """The state when the workbook was made: duty → its progress in words, question →
    the id of its answer.
    """

    agency: str
    period: int
    made_at: str
    figures: dict[AnswerKey, int] = field(default_factory=dict)
    progress: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Seal":
        """Return the seal of its text; InvalidInput when somebody changed it."""
        try:
            found: dict[str, Any] = signing.loads(text, salt=_SALT)
        except signing.BadSignature as error:
            raise InvalidInput(DAMAGED_SHEET, field="file") from error
        return cls.from_json(found)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Seal":
        """Return the seal of plain JSON, whose keys are text."""
        return cls(
            agency=found["agency"],
            period=found["period"],
            made_at=found["made_at"],
            figures={AnswerKey.of(key): pk for key, pk in found["figures"].items()},
            progress={int(key): value for key, value in found["progress"].items()},
        )

    def plain(self) -> dict[str, Any]:
        """Return the seal as plain JSON."""
        figures = {key.word: pk for key, pk in self.figures.items()}
        return asdict(replace(self, figures={})) | {"figures": figures}

    def text(self) -> str:
        """Return the seal as signed text."""
        return signing.dumps(self.plain(), salt=_SALT, compress=True)

    @property
    def made(self) -> datetime:
        """Return when the workbook was made."""
        return datetime.fromisoformat(self.made_at)


def sealed_rows(cells: object) -> str:
    """Return checked cells as text that comes back unchanged or not at all."""
    return signing.dumps(cells, salt=ROWS_SALT, compress=True)


def unsealed_rows(text: str) -> Any:
    """Return the cells; InvalidInput after a day or when they were changed."""
    try:
        return signing.loads(text, salt=ROWS_SALT, max_age=ROWS_LAST)
    except signing.BadSignature as error:
        message = "Bản kiểm tra đã cũ. Hãy tải tệp lên lại."
        raise InvalidInput(message, field="file") from error
