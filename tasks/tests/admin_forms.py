"""Forms of the technical admin, filled as they stand."""

from typing import Any


def filled(client: Any, address: str) -> dict[str, Any]:
    """Return the form of the admin as it stands, inlines included."""
    page = client.get(address)
    form = page.context["adminform"].form
    said = {n: v for n, v in form.initial.items() if v not in (None, False)}
    for inline in page.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        first = inline.formset.management_form.initial
        said |= {f"{prefix}-{name}": value for name, value in first.items()}
        for each in inline.formset.initial_forms:
            for name in each.fields:
                value = each[name].value()
                if value not in (None, False, ""):
                    said[f"{each.prefix}-{name}"] = value
    return said | {"_save": "1"}
