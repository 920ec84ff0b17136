"""From a rule's refusal to the words beside the fields of a form."""

from django import forms

from tasks.services.errors import InvalidInput, RuleBroken


def show_problems(form: forms.BaseForm, error: RuleBroken | None) -> None:
    """Put the refusal, if any, into the form, beside the fields it speaks of."""
    if error is None:
        return
    problems = error.problems if isinstance(error, InvalidInput) else {}
    for name, message in problems.items():
        form.add_error(name if name in form.fields else None, message)
    if not problems:
        form.add_error(
            error.field if error.field in form.fields else None, error.message
        )
