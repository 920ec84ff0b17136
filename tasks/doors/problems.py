"""From a rule's refusal to the words beside the fields of a form."""

from django import forms

from kehoach.lib.refusals import RuleBroken


def show_problems(
    form: forms.BaseForm, error: RuleBroken | None, prefix: str = ""
) -> None:
    """Put the refusal, if any, into the form, beside the fields it speaks of; `prefix`
    stands before their names where the form asks for several things.
    """
    if error is None:
        return
    for name, message in (error.problems or {"": error.message}).items():
        field = next((n for n in (name, prefix + name) if n in form.fields), None)
        form.add_error(field, message)
