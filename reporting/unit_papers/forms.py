"""The form of a draft."""

import hashlib
from dataclasses import replace
from typing import Any

from django import forms

from kehoach.lib.dates import format_date
from reporting.facts.typed_words import GAP
from reporting.models import PaperKind, UnitDraft
from reporting.unit_papers.annexes import HEADS, work_of
from reporting.unit_papers.material import Item, UnitMaterial
from reporting.unit_papers.outline import with_variables
from reporting.unit_papers.papers import usual_recipients
from reporting.unit_papers.shipped import WORDS, UnitPart
from reporting.unit_papers.signing import place_of, rank_of
from reporting.unit_papers.starts import start_of
from tasks.doors.fields import NfcCharField, text_area

BACK = "Để trống rồi lưu thì lấy lại lời gợi ý."


def text_digest(text: str) -> str:
    """Return what a text is compared by after a journey through a browser."""
    return hashlib.sha256(_plain(text).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    """Return the text with one kind of line end and no spaces around it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


class Ticks(forms.TypedMultipleChoiceField):
    """Ticked entries; one that was corrected meanwhile is left out without a word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def valid_value(self, value: Any) -> bool:
        """Take any number; `DraftForm.chosen` keeps those that are there."""
        return str(value).isdecimal()


class DraftForm(forms.Form):
    """The words, ticks, work, signer, place and recipients of one draft."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    signer = forms.TypedChoiceField(
        label="Người ký", required=False, coerce=int, empty_value=None
    )
    rank = forms.ChoiceField(
        label="Ký với tư cách",
        required=False,
        choices=UnitDraft.Rank.choices,
        widget=forms.RadioSelect,
    )
    place = NfcCharField(label="Địa danh", required=False, max_length=100)
    recipients = NfcCharField(
        label="Nơi nhận",
        required=False,
        max_length=1000,
        widget=text_area(3),
        help_text="Mỗi nơi nhận một dòng, dòng cuối là Lưu: VT.",
    )

    def __init__(self, about: UnitMaterial, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        for part in self.word_parts():
            self._add_words(part)
        for item in about.items:
            if about.kind == PaperKind.REPORT:
                self._add_ticks(item)
            else:
                self._add_work(item)
        self._fill_signing()

    def only_read(self) -> None:
        """Show everything and take nothing."""
        for field in self.fields.values():
            field.disabled = True

    def word_parts(self) -> list[UnitPart]:
        """Return the parts that somebody writes."""
        return [p for p in self.about.outline.printed() if p.source == WORDS]

    def _add_words(self, part: UnitPart) -> None:
        typed = self.about.draft.words.get(part.key)
        start = start_of(part.key, self.about)
        title = with_variables(part.title, self.about.period)
        self.fields[f"loi-{part.key}"] = NfcCharField(
            label=title,
            required=False,
            widget=text_area(max(3, min(10, len(typed or start) // 90 + 2))),
            initial=start if typed is None else typed,
            help_text=part.guide if typed is None else f"{part.guide} {BACK}".strip(),
        )
        if typed is None:
            self.fields[f"goc-{part.key}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=text_digest(start)
            )
            if not GAP.search(start):
                self.fields[f"dung-{part.key}"] = forms.BooleanField(
                    label="Dùng nguyên lời gợi ý này", required=False
                )

    def _add_ticks(self, item: Item) -> None:
        if item.entries:
            self.fields[f"chon-{item.duty.pk}"] = Ticks(
                label="Nội dung đưa vào báo cáo",
                choices=[
                    (one.pk, f"{format_date(one.done_on)}: {one.text}")
                    for one in item.entries
                ],
                initial=[one.pk for one in item.telling],
            )

    def _add_work(self, item: Item) -> None:
        labels = HEADS[self.about.kind][2:]
        said = work_of(item, self.about)
        for (name, value), label in zip(said.items(), labels, strict=True):
            self.fields[f"{name}-{item.duty.pk}"] = NfcCharField(
                label=label, required=False, max_length=300, initial=value
            )

    def _fill_signing(self) -> None:
        about = self.about
        names = [
            (one.pk, ", ".join(filter(None, (one.full_name, one.position))))
            for one in about.people
        ]
        signer = self.fields["signer"]
        if isinstance(signer, forms.TypedChoiceField):
            signer.choices = names or [("", "Chưa có thủ trưởng, cấp phó")]
        if about.people and all(map(rank_of, about.people)):
            del self.fields["rank"]
        usual = "\n".join(usual_recipients(about))
        self.initial.update(
            signer=about.signer.pk if about.signer else "",
            rank=about.rank,
            place=about.draft.place or place_of(about.agency, about.period.plan),
            recipients=about.draft.recipients or usual,
        )

    def words(self) -> dict[str, str]:
        """Return the parts that somebody wrote, or confirmed as they were shown."""
        found = {}
        for part in self.word_parts():
            text = _plain(self.cleaned_data[f"loi-{part.key}"])
            shown = self.cleaned_data.get(f"goc-{part.key}", "")
            taken = self.cleaned_data.get(f"dung-{part.key}", False)
            if text and (taken or text_digest(text) != shown):
                found[part.key] = text
        return found

    def chosen(self) -> dict[str, list[int]]:
        """Return the ticks that differ from what the rule takes."""
        found = {}
        for item in self.about.items:
            ids = {one.pk for one in item.entries}
            if ids and self.about.kind == PaperKind.REPORT:
                kept = ids.intersection(self.cleaned_data[f"chon-{item.duty.pk}"])
                if kept != {one.pk for one in item.entries_by_rule}:
                    found[str(item.duty.pk)] = sorted(kept)
        return found

    def work(self) -> dict[str, dict[str, str]]:
        """Return who, when, product where it differs from what the rule says."""
        found = {}
        for item in self.about.items:
            if self.about.kind == PaperKind.REPORT:
                break
            by_rule = work_of(replace(item, work={}), self.about)
            typed = {
                name: self.cleaned_data[f"{name}-{item.duty.pk}"] for name in by_rule
            }
            cells = {
                name: text
                for name, text in typed.items()
                if text and text != by_rule[name]
            }
            if cells:
                found[str(item.duty.pk)] = cells
        return found

    def signing(self) -> dict[str, Any]:
        """Return signer, rank, place and recipients; what is usual stays empty."""
        said, about = self.cleaned_data, self.about
        usual = "\n".join(usual_recipients(about))
        place = said["place"]
        return {
            "signer_id": said["signer"],
            "rank": said.get("rank", ""),
            "place": ""
            if place == place_of(about.agency, about.period.plan)
            else place,
            "recipients": ""
            if _plain(said["recipients"]) == usual
            else _plain(said["recipients"]),
        }
