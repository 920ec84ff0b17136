"""Draws form fields with the portal's own templates."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Renders `{{ form }}` and `as_field_group` with templates/components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
