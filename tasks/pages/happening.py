"""One thing that falls on one day, with the words and colours of its kind."""

from dataclasses import dataclass
from datetime import date

#: kind → (words, colour name, icon, days before on which a calendar rings).
HAPPENING_KINDS: dict[str, tuple[str, str, str, tuple[int, ...]]] = {
    "han": ("Hạn gửi: {said}", "amber", "calendar-due", (7, 1)),
    "chua-den-ky": ("Chưa đến kỳ: {said}", "grey", "calendar", ()),
    "bo-sung": ("Hạn bổ sung: {said}", "red", "arrow-back-up", (7, 1)),
    "cap-nhat": ("Cần cập nhật: {said}", "blue", "history", (1,)),
    "phoi-hop": ("Được đề nghị phối hợp: {said}", "azure", "users", (7, 1)),
    "de-nghi": ("Được đề nghị gửi: {said}", "azure", "users", (7, 1)),
    "dot-xuat": ("Hạn báo cáo đột xuất: {said}", "amber", "send", (7, 1)),
    "so-lieu": ("{said}: ngày cuối nhập đủ", "amber", "table", (7, 1)),
    "chot": ("Chốt số liệu {said}", "purple", "lock", (7, 1)),
    "han-don-vi": ("Hạn gửi của đơn vị, {said}", "purple", "send", (7, 1)),
    "tong-hop": ("Hạn tổng hợp, {said}", "purple", "report", (7, 1)),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on one day; `who` is the agency's name for its own people, `names` the
    duties that it is about.
    """

    kind: str
    day: date
    title: str
    who: str
    address: str
    uid: str
    names: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """Return the colour name."""
        return HAPPENING_KINDS[self.kind][1]

    @property
    def icon(self) -> str:
        """Return the icon's name."""
        return HAPPENING_KINDS[self.kind][2]

    @property
    def rings(self) -> tuple[int, ...]:
        """Return the days before on which a calendar rings."""
        return HAPPENING_KINDS[self.kind][3]


def happening(
    kind: str,
    day: date,
    *,
    said: str,
    address: str,
    uid: str,
    who: str = "",
    names: tuple[str, ...] = (),
) -> Happening:
    """Return the event in the words of its kind."""
    title = HAPPENING_KINDS[kind][0].format(said=said)
    return Happening(kind, day, title, who, address, f"{uid}@kehoach", names)
