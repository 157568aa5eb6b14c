"""What an officer types on the way in."""

from django import forms


class CodeForm(forms.Form):
    """Six digits from the app, or a recovery code from the paper."""

    code = forms.CharField(
        label="Kode",
        max_length=20,
        strip=True,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false",
             "autocapitalize": "characters"}
        ),
        error_messages={"required": "Tulis kodenya."},
    )  # fmt: skip
