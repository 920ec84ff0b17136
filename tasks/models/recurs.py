"""How a task recurs, as columns, in a place of their own beside the task."""

from django.db import models
from django.db.models import F, Q

from tasks.models.occurrences import CUTS, Recurring, read_year_days
from tasks.models.recurrence_words import recurrence_said
from tasks.models.states import Recurrence, Schedule

#: Columns of the recurrence beside its kind → the kinds that know them.
KNOWN_TO = {
    "due_on": (Recurrence.ONCE, Recurrence.PHASE),
    "begins_on": (Recurrence.PHASE,),
    "year_days": (Recurrence.DAYS, Recurrence.ANNUAL),
    "offset_days": (*CUTS, Recurrence.RELATIVE),
    "anchor": (Recurrence.RELATIVE,),
    "anchor_on": (Recurrence.RELATIVE,),
}
#: Kind → the columns that it cannot do without, and what to type there.
_WANTED = {
    Recurrence.DAYS: {"year_days": "Ghi các ngày phải xong, ví dụ 10/6, 10/12."},
    Recurrence.PHASE: {
        "begins_on": "Ghi ngày đầu của giai đoạn.",
        "due_on": "Ghi ngày cuối của giai đoạn.",
    },
    Recurrence.RELATIVE: {
        "offset_days": "Ghi số ngày kể từ mốc; trước mốc thì ghi số âm.",
        "anchor": "Ghi mốc, ví dụ: ngày kế hoạch được ban hành.",
    },
}
#: No plan speaks of more days before or after.
FURTHEST = 366


class Recurs(models.Model):
    """Kind and days of a recurrence, and the plan's own words beside them."""

    schedule = models.CharField(
        "thời gian thực hiện",
        max_length=10,
        choices=Recurrence.choices,
        help_text="Cách hiểu lời văn của kế hoạch; mỗi lần là một nhiệm vụ có hạn riêng.",
    )
    schedule_text = models.CharField("thời gian theo kế hoạch", max_length=100)
    due_on = models.DateField(
        "ngày phải xong",
        null=True,
        blank=True,
        help_text="Một lần: hạn, để trống nếu không ấn định. Giai đoạn: ngày cuối.",
    )
    begins_on = models.DateField(
        "giai đoạn từ ngày",
        null=True,
        blank=True,
        help_text="Theo giai đoạn: ngày đầu; nhiệm vụ mở ở kỳ có ngày này.",
    )
    year_days = models.CharField(
        "ngày trong năm",
        max_length=120,
        blank=True,
        help_text=(
            "Ngày/tháng, cách nhau bằng dấu phẩy: 10/6, 10/12. Hằng năm: một ngày, để"
            " trống nếu theo hạn của kỳ báo cáo."
        ),
    )
    offset_days = models.SmallIntegerField(
        "số ngày sau mốc",
        null=True,
        blank=True,
        help_text=(
            "Tính từ một mốc: số ngày sau mốc, số âm là trước mốc. Tháng, quý, 6 tháng:"
            " số ngày sau khi hết tháng, quý, 6 tháng; để trống là 2 ngày làm việc."
        ),
    )
    offset_working = models.BooleanField(
        "chỉ tính ngày làm việc",
        default=False,
        help_text="Bật nếu kế hoạch ghi «ngày làm việc».",
    )
    anchor = models.CharField(
        "mốc",
        max_length=200,
        blank=True,
        help_text="Tính từ một mốc: ghi như kế hoạch, ví dụ: ngày kết thúc kiểm tra.",
    )
    anchor_on = models.DateField(
        "ngày của mốc",
        null=True,
        blank=True,
        help_text="Để trống khi chưa biết: nhiệm vụ chưa có hạn và không nhắc.",
    )

    class Meta:
        """Nonsense is refused here; `recurrence_problems` explains it."""

        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=~Q(schedule="phase")
                | Q(begins_on__isnull=False, due_on__gte=F("begins_on")),
                name="%(app_label)s_%(class)s_phase_has_days",
                violation_error_message="Giai đoạn phải có ngày đầu và ngày cuối.",
            ),
            models.CheckConstraint(
                condition=~Q(schedule="days") | ~Q(year_days=""),
                name="%(app_label)s_%(class)s_days_are_named",
                violation_error_message="Ghi các ngày phải xong, ví dụ 10/6, 10/12.",
            ),
            models.CheckConstraint(
                condition=~Q(schedule="relative")
                | Q(offset_days__isnull=False) & ~Q(anchor=""),
                name="%(app_label)s_%(class)s_counts_from_an_anchor",
                violation_error_message="Ghi mốc và số ngày kể từ mốc.",
            ),
        )

    @property
    def behaviour(self) -> Schedule:
        """Return how its duties behave (`Duty.schedule`)."""
        return Recurrence(self.schedule).schedule

    @property
    def recurring(self) -> Recurring:
        """Return the recurrence as plain values."""
        names = Recurring._fields[1:]
        return Recurring(self.schedule, *(getattr(self, name) for name in names))

    @property
    def recurrence_words(self) -> str:
        """Return how it recurs in a line, as we read the plan's words."""
        return recurrence_said(self.recurring)

    @property
    def recurs(self) -> bool:
        """Return whether it is to be done several times in a period."""
        return self.schedule in (*CUTS, Recurrence.DAYS)

    @property
    def is_beating(self) -> bool:
        """Return whether its duties have a heartbeat (rule 7)."""
        dayless = self.behaviour == Schedule.ONCE and self.due_on is None
        return self.behaviour == Schedule.ONGOING or dayless

    def recurrence_problems(self) -> dict[str, str]:
        """Return column → what is wrong with it, in Vietnamese."""
        if self.schedule not in Recurrence.values:
            return {}
        found = dict(self._missing())
        for name, kinds in KNOWN_TO.items():
            if getattr(self, name) not in (None, "") and self.schedule not in kinds:
                labels = ", ".join(f"«{kind.label}»" for kind in kinds)
                found[name] = f"Chỉ dùng khi thời gian thực hiện là {labels}. Để trống."
        if self.begins_on and self.due_on and self.due_on < self.begins_on:
            found["due_on"] = "Ngày cuối của giai đoạn phải sau ngày đầu."
        return self._wrong_offset() | found | self._wrong_days()

    def _missing(self) -> dict[str, str]:
        wanted = _WANTED.get(Recurrence(self.schedule), {})
        empty = (None, "")
        return {n: said for n, said in wanted.items() if getattr(self, n) in empty}

    def _wrong_offset(self) -> dict[str, str]:
        least = -FURTHEST if self.schedule == Recurrence.RELATIVE else 1
        if self.offset_days is None or least <= self.offset_days <= FURTHEST:
            return {}
        return {"offset_days": f"Ghi số ngày từ {least} đến {FURTHEST}."}

    def _wrong_days(self) -> dict[str, str]:
        try:
            days = read_year_days(self.year_days)
        except ValueError as error:
            return {"year_days": str(error)}
        if self.schedule == Recurrence.ANNUAL and len(days) > 1:
            return {
                "year_days": "Hằng năm chỉ có một ngày; nhiều ngày thì chọn «Các ngày trong năm»."
            }
        return {}
