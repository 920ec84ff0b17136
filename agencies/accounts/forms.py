"""Forms in front of the door: signing in, a link by mail."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Reads an e-mail typed with capitals as the name to sign in with."""

    def clean_username(self) -> str:
        """Return the name; letter case matters only where it is no e-mail."""
        name: str = self.cleaned_data["username"]
        return name.lower() if "@" in name else name


class LinkForm(forms.Form):
    """The official e-mail that a one-time link shall go to."""

    email = forms.EmailField(
        label="Thư điện tử công vụ",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Nhập thư điện tử công vụ."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the cursor there."""
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autofocus"] = True
