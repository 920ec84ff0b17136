"""Forms of one section of «Đề cương»: its name, its sentences of figures."""

from typing import Any

from django import forms

from agencies.models import AgencyKind
from reporting.models.outline import TITLE_VARIABLES, phrase_pairs
from reporting.outline.forms import TitleField
from reporting.outline.parts import Clause, ReportOutline, Section
from reporting.outline.sections import ClauseLine
from tasks.doors.fields import NfcCharField, text_area


class SectionRowForm(forms.Form):
    """A section of one's own: name, place, the annexes that it names."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = TitleField(
        label="Tên mục", variables=TITLE_VARIABLES, help_text="Không ghi số thứ tự."
    )
    parent = forms.ChoiceField(label="Thuộc mục", required=False)
    annexes = forms.MultipleChoiceField(
        label="Dẫn tới phụ lục",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cuối mục ghi «Số liệu chi tiết tại Phụ lục …», số tự đổi theo đề cương.",
    )

    def __init__(
        self, outline: ReportOutline, *args: Any, is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            parents = [
                (section.key, f"{'– ' * (level - 1)}{section.title}")
                for section, level in outline.every_section()
                if level < 3
            ]
            field = self.fields["parent"]
            field.choices = [("", "Không – là một phần (I, II, …)"), *parents]  # type: ignore[attr-defined] # a choice field
        else:
            del self.fields["parent"]
        self.fields["annexes"].choices = [  # type: ignore[attr-defined] # a choice field
            (annex.key, annex.title) for annex in outline.annexes
        ]


class ClauseForm(forms.Form):
    """One sentence; all empty is no sentence."""

    lead = NfcCharField(
        label="Mở câu",
        max_length=200,
        required=False,
        help_text="Ví dụ: Trong kỳ đã tổ chức",
    )
    phrases = NfcCharField(
        label="Số liệu",
        required=False,
        widget=text_area(3),
        help_text="Mỗi dòng «mã số liệu|lời sau con số», ví dụ"
        " so-lop-boi-duong|lớp bồi dưỡng, tập huấn.",
    )
    kinds = forms.MultipleChoiceField(
        label="Loại cơ quan được tính (bỏ trống: mọi loại)",
        choices=AgencyKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    annex = forms.ChoiceField(label="Cuối câu dẫn tới phụ lục", required=False)

    def __init__(self, *args: Any, outline: ReportOutline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(annex.key, annex.title) for annex in outline.annexes]
        self.fields["annex"].choices = [("", "Không"), *names]  # type: ignore[attr-defined] # a choice field

    @property
    def narrows(self) -> bool:
        """Return whether only some kinds of agencies are counted."""
        return bool(self["kinds"].value())


ClauseForms = forms.formset_factory(
    ClauseForm, extra=1, max_num=15, can_delete=True, can_order=True
)


def clauses_of(section: Section | None) -> list[dict[str, Any]]:
    """Return the sentences as the forms begin."""
    return [_start(clause) for clause in (section.clauses if section else ())]


def _start(clause: Clause) -> dict[str, Any]:
    pairs = phrase_pairs("\n".join(clause.phrases))
    return {
        "lead": clause.lead,
        "phrases": "\n".join(f"{code}|{words}" for code, words in pairs),
        "kinds": list(clause.kinds),
        "annex": clause.annex,
    }


def typed_clause_lines(forms_: Any) -> list[ClauseLine]:
    """Return the sentences that were typed, in their order, without those deleted."""
    return [
        ClauseLine(said["lead"], said["phrases"], said["kinds"], said["annex"])
        for form in forms_.ordered_forms
        if (said := form.cleaned_data).get("lead") or said.get("phrases")
    ]
