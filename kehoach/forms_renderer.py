"""Draws form fields with the portal template."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Uses the project templates."""
