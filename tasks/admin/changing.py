"""Forms of the admin that must not overwrite what duties stand on."""

from typing import Any

from django import forms

from tasks.services.changing.held import held_changes, labels_of
from tasks.services.one_plan import second_plan_refusal


class PlanForm(forms.ModelForm):
    """A plan; a second one is refused."""

    def clean(self) -> dict[str, Any]:
        """Refuse a second plan with a sentence."""
        cleaned = super().clean() or {}
        adding = self.instance._state.adding
        if adding and (refusal := second_plan_refusal(code=cleaned.get("code", ""))):
            raise forms.ValidationError(refusal)
        return cleaned


class HeldForm(forms.ModelForm):
    """A row that duties may stand on."""

    def _post_clean(self) -> None:
        """Refuse to overwrite what duties stand on."""
        super()._post_clean()  # type: ignore[misc] # the stubs leave it out
        if self.errors or self.instance._state.adding:
            return
        if changed := held_changes(self.instance):
            words = ", ".join(labels_of(self.instance, changed))
            message = (
                f"Đã có nhiệm vụ của đơn vị đứng trên dòng này nên không ghi đè: {words}."
                " Việc đang làm và các kỳ đã chốt phải giữ nguyên cơ quan, lời văn."
            )
            self.add_error(None, message)
