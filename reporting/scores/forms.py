"""Forms about the score: the next version of the formula, the agency's reply."""

from typing import Any

from django import forms

from kehoach.lib.text import nfc
from reporting.scores.scoring import SCORE_PARTS


class FormulaForm(forms.Form):
    """Four weights that add up to 100, and why."""

    reason = forms.CharField(
        label="Lý do, căn cứ", max_length=300, required=False, strip=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make one field per part, before the reason."""
        super().__init__(*args, **kwargs)
        weights = {
            name: forms.IntegerField(
                label=f"{label} (phần trăm)",
                min_value=0,
                max_value=100,
                error_messages={"required": "Ghi một số từ 0 đến 100."},
            )
            for name, (label, _) in SCORE_PARTS.items()
        }
        self.fields = {**weights, "reason": self.fields["reason"]}

    def weights(self) -> dict[str, int]:
        """Return part → weight."""
        return {name: self.cleaned_data[name] for name in SCORE_PARTS}

    def clean(self) -> dict[str, Any]:
        """Ask for a sum of 100."""
        said: dict[str, Any] = super().clean() or {}
        given = [said[name] for name in SCORE_PARTS if said.get(name) is not None]
        if len(given) == len(SCORE_PARTS) and sum(given) != 100:
            self.add_error(None, f"Bốn trọng số cộng lại là {sum(given)}, phải là 100.")
        return said


class ReplyForm(forms.Form):
    """What the agency says about its score."""

    text = forms.CharField(
        label="Ý kiến của đơn vị",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Hiện cạnh điểm, đứng tên người viết; gửi rồi không sửa được.",
        error_messages={"required": "Ghi ý kiến của đơn vị."},
    )

    def clean_text(self) -> str:
        """Return the words composed."""
        return nfc(self.cleaned_data["text"])
