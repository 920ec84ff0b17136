"""Forms of one line: the words of a row of the plan, who is given a task, a row more."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.db import models

from agencies.models import Agency
from kehoach.technical_admin.list_fields import LinesField
from tasks.changing.adding import headings_waiting
from tasks.changing.drafting import Edit, Wanted
from tasks.changing.held import PLAN_DATA, differing
from tasks.changing.receivers import (
    columns_named,
    receiver_word,
    receivers_offered,
)
from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.models import Assignment, Plan, PlanChange, PlanChangeLine, Task
from tasks.models.changing import SUBJECTS
from tasks.models.words import WORDS

#: Who is given nothing any more; a place that is left empty.
_NOBODY = ""
_ROLES = [("", "–"), *Assignment.Role.choices]


def row_fields(subject: str) -> list[str]:
    """Return the columns that a line may change, by their names in forms."""
    names = WORDS[SUBJECTS[subject]]  # type: ignore[index] # no assignment
    more = PLAN_DATA if subject == PlanChangeLine.Subject.PLAN else ()
    return [name.removesuffix("_id") for name in (*names, *more)]


class RowForm(Dated, forms.ModelForm):  # type: ignore[type-arg] # of several models
    """The words of a row; nothing is saved, what differs becomes a line."""

    into = forms.ChoiceField(label="Đưa vào", required=False)

    def __init__(
        self, *args: Any, plan: Plan, into: str = "", today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.plan = plan
        held = plan.changes.filter(state=PlanChange.State.DRAFT)
        offered = [(str(each.pk), f"Dự thảo: {each}") for each in held]
        box: Any = self.fields["into"]
        box.choices = [("", "Dự thảo mới"), *offered]
        box.initial = into
        if not offered:
            box.widget = forms.HiddenInput()
        for name in ("section", "parent"):
            if name in self.fields:
                rows: Any = self.fields[name]
                rows.queryset = plan.sections.order_by("position")
        if "steering_agency" in self.fields:
            steers: Any = self.fields["steering_agency"]
            own = Agency.objects.filter(pk=plan.steering_agency_id)
            steers.queryset = Agency.objects.alive_on(today) | own

    def words(self) -> list[Any]:
        """Return the boxes of the row's own columns, and of its place."""
        asked = list(self._meta.fields or ())
        place = next((asked.index(n) for n in ("section", "parent") if n in asked), -1)
        asked.insert(place + 1, "under")
        return [self[name] for name in (*asked, "follows") if name in self.fields]

    def places(self) -> Iterable[tuple[Any, Any]]:
        """Return nobody: only a task is given to agencies."""
        return ()

    def validate_unique(self) -> None:
        """Leave codes to the preview: another line may free one."""

    def validate_constraints(self) -> None:
        """Leave them to the preview as well."""

    def edits(self) -> list[Edit]:
        """Return the row with the columns that are others now."""
        row: Any = self.instance
        stored = type(row)._default_manager.filter(pk=row.pk).values().get()
        columns = {n: v for n, v in differing(row, stored).items() if n != "plan_id"}
        return [(row, columns)] if columns else []

    def more(self) -> list[Wanted]:
        """Return what else is wanted."""
        return []


class EndingForm(RowForm):
    """The same, of a row that the document may repeal."""

    ends = forms.BooleanField(label="Bãi bỏ", required=False)

    def edits(self) -> list[Edit]:
        """Return nothing to change of a row that ends."""
        return [] if self.cleaned_data.get("ends") else super().edits()

    def more(self) -> list[Wanted]:
        """Return the end."""
        if not self.cleaned_data.get("ends"):
            return []
        kind = next(word for word, m in SUBJECTS.items() if type(self.instance) is m)
        return [Wanted(kind, self.instance)]


class ClauseForm(EndingForm):
    """A task: its words, and who is given it, one place per assignment and one more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task: Task = self.instance
        rows = task.assignments.alive_on(kwargs["today"]).select_related(
            "agency", "group"
        )
        asked = [*rows.order_by("pk")]
        if self.is_bound:  # who was given it since the form was opened is not ended
            asked = [e for e in asked if self.add_prefix(f"to_{e.pk}") in self.data]
        self.given = asked
        offered = receivers_offered(kwargs["today"])
        for each in self.given:
            self._place(str(each.pk), offered, receiver_word(vars(each)), each.role)
        self._place("them", offered, _NOBODY, "")

    def _place(self, key: str, offered: Any, who: str, role: str) -> None:
        label = "Giao thêm cho" if key == "them" else "Giao cho"
        nobody = "– không giao thêm –" if key == "them" else "– thôi giao –"
        self.fields[f"to_{key}"] = forms.ChoiceField(
            label=label,
            choices=[(_NOBODY, nobody), *offered],
            initial=who,
            required=False,
        )
        self.fields[f"role_{key}"] = forms.ChoiceField(
            label="Vai trò", choices=_ROLES, initial=role, required=False
        )

    def places(self) -> Iterator[tuple[Any, Any]]:
        """Yield the two boxes of each place."""
        for key in (*(str(each.pk) for each in self.given), "them"):
            yield self[f"to_{key}"], self[f"role_{key}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the role of who is given the task in addition."""
        said = super().clean() or {}
        if said.get("to_them") and not said.get("role_them"):
            self.add_error("role_them", "Chọn vai trò của cơ quan giao thêm.")
        return said

    def edits(self) -> list[Edit]:
        """Return the task and the assignments that are others now."""
        found, said = super().edits(), self.cleaned_data
        for each in () if said.get("ends") else self.given:
            to, role = said[f"to_{each.pk}"], said[f"role_{each.pk}"]
            columns: dict[str, Any] = {}
            if to and to != receiver_word(vars(each)):
                columns |= columns_named(to)
            if to and role and role != each.role:
                columns["role"] = role
            if columns:
                found.append((each, columns))
        return found

    def more(self) -> list[Wanted]:
        """Return the assignments that end, and the one that is added."""
        found, said = super().more(), self.cleaned_data
        if said.get("ends"):
            return found
        found += [
            Wanted(PlanChangeLine.Subject.ASSIGNMENT, each)
            for each in self.given
            if not said[f"to_{each.pk}"]
        ]
        if said["to_them"]:
            columns = columns_named(said["to_them"]) | {"role": said["role_them"]}
            columns["mode"] = Assignment.Mode.EACH
            found.append(
                Wanted(
                    PlanChangeLine.Subject.ASSIGNMENT, None, columns, self.instance.pk
                )
            )
        return found


class NewRowForm(RowForm):
    """A row that the document adds; a task with who is given it."""

    follows = forms.ModelChoiceField(
        label="Đứng sau", queryset=Task.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = next(
            word for word, m in SUBJECTS.items() if m is self._meta.model
        )
        rows: Any = self._meta.model._default_manager
        follows: Any = self.fields["follows"]
        follows.queryset = rows.filter(plan=self.plan).order_by("position")
        self._offer_new_headings()
        if self.subject == PlanChangeLine.Subject.TASK:
            offered = [(_NOBODY, "–"), *receivers_offered(kwargs["today"])]
            for place in ("1", "2", "3"):
                self.fields[f"to_{place}"] = forms.ChoiceField(
                    label="Giao cho", choices=offered, required=False
                )
                self.fields[f"role_{place}"] = forms.ChoiceField(
                    label="Vai trò", choices=_ROLES, required=False
                )

    def _offer_new_headings(self) -> None:
        """Offer the headings that drafts of the plan add, where there are any."""
        above = next((n for n in ("section", "parent") if n in self.fields), "")
        rows = headings_waiting().filter(event__plan=self.plan)
        self.new_headings = {str(line.pk): line for line in rows} if above else {}
        if not self.new_headings:
            return
        self.fields[above].required = False
        self.fields["under"] = forms.ChoiceField(
            label="Hoặc thuộc mục mới của dự thảo",
            choices=[
                ("", "–"),
                *((pk, line.named) for pk, line in self.new_headings.items()),
            ],
            required=False,
            help_text="Mục mà cùng dự thảo bổ sung; dòng này vào dự thảo đó.",
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one heading, and put the row into the draft that adds it."""
        said = super().clean() or {}
        heading = self.new_headings.get(said.get("under", ""))
        if heading:
            said |= {"into": str(heading.event_id), "section": None, "parent": None}
        elif self._lacks_heading(said):
            self.add_error("section", "Chọn phần, mục của nhiệm vụ.")
        return said

    def _lacks_heading(self, said: Mapping[str, Any]) -> bool:
        is_task = self.subject == PlanChangeLine.Subject.TASK
        return is_task and not (said.get("section") or "section" in self.errors)

    def places(self) -> Iterator[tuple[Any, Any]]:
        """Yield the two boxes of each place."""
        for place in (
            ("1", "2", "3") if self.subject == PlanChangeLine.Subject.TASK else ()
        ):
            yield self[f"to_{place}"], self[f"role_{place}"]

    def edits(self) -> list[Edit]:
        """Return nothing: no row is there yet."""
        return []

    def more(self) -> list[Wanted]:
        """Return the row with its columns, its place, who is given it."""
        said = self.cleaned_data
        columns = {n: getattr(self.instance, n) for n in WORDS[SUBJECTS[self.subject]]}  # type: ignore[index] # no assignment
        after = said.get("follows")
        columns |= {"follows": after.pk if after else None}
        if said.get("under"):
            above = (
                "section_id"
                if self.subject == PlanChangeLine.Subject.TASK
                else "parent_id"
            )
            columns |= {"under": int(said["under"]), above: None}
        if self.subject == PlanChangeLine.Subject.TASK:
            columns["given"] = list(self._given(said))
        return [Wanted(self.subject, None, columns)]

    def _given(self, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for place in ("1", "2", "3"):
            if who := said[f"to_{place}"]:
                role = said[f"role_{place}"] or Assignment.Role.EXECUTE
                yield columns_named(who) | {"role": role, "mode": Assignment.Mode.EACH}


def form_for(subject: str, base: type[RowForm]) -> type[RowForm]:
    """Return the form of a kind of row."""
    made: Any = forms.modelform_factory(
        SUBJECTS[subject],
        form=base,
        fields=row_fields(subject),
        formfield_callback=_field,
    )
    return cast(type[RowForm], made)


def _field(column: Any, **kwargs: Any) -> Any:
    """Return the box of a column: days as they are typed everywhere, words composed (NFC),
    lists by line.
    """
    if isinstance(column, models.DateField):
        return day_field(
            str(column.verbose_name).capitalize(), required=not column.blank
        )
    if isinstance(column, models.JSONField):
        kwargs["form_class"] = LinesField
    if type(column) in (models.CharField, models.TextField):
        kwargs["form_class"] = NfcCharField
    field = column.formfield(**kwargs)
    if isinstance(getattr(field, "widget", None), forms.Textarea):
        field.widget.attrs["rows"] = 4
    return field
