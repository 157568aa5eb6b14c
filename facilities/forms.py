"""What an officer types on the way in."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator

from facilities import accounts
from facilities.models import Membership, User
from facilities.place_search import search_places


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


NATIONAL = "ditjenpas"  # the place that is no row


class InvitationForm(forms.Form):
    """A role, a place where the person may give it, and perhaps an address for the link."""

    role = forms.ChoiceField(label="Jabatan")
    place = forms.ChoiceField(label="Tempat", required=False)
    email = forms.EmailField(
        label="Surel", required=False,
        help_text="Boleh kosong: tautannya dapat Anda kirim sendiri.",
    )  # fmt: skip

    def __init__(self, *args, user, looked_for="", **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = accounts.roles_below(user)
        self.places = {
            f"{row._meta.model_name}-{row.pk}": row
            for role in self.roles
            for row in accounts.places_below(user, role) or ()
        }
        names = dict(Membership.Role.choices)
        self.fields["role"].choices = [(role, names[role]) for role in self.roles]
        places = [(key, str(row)) for key, row in self.places.items()]
        if Membership.Role.NATIONAL_VIEWER in self.roles:
            places.insert(0, (NATIONAL, "Ditjenpas"))
        # Nothing is chosen beforehand: an invitation to the wrong place opens somebody's orders.
        self.fields["place"].choices = [("", "Pilih tempat"), *places]
        self.search = search_places(list(self.places.values()), looked_for)
        if self.search.is_long:
            self.fields["place"].widget.choices = self._offered(places)
        if len(self.roles) > 1:
            self.fields["role"].choices = [("", "Pilih jabatan"), *self.fields["role"].choices]
        if len(self.places) == 1:  # nothing to choose
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = next(iter(self.places))

    def _offered(self, places):
        """Of a long list only what was looked for, Ditjenpas, and what was chosen before."""
        open_keys = {NATIONAL, self.data.get("place", "")}
        shown = [
            (key, words)
            for key, words in places
            if key in open_keys or self.places.get(key) in self.search.offered
        ]
        return [("", "Pilih tempat" if self.search.offered else "Cari tempat dahulu"), *shown]

    def clean_place(self):
        return self.places.get(self.cleaned_data["place"])

    def clean(self):
        data = super().clean()
        is_national = data.get("role") == Membership.Role.NATIONAL_VIEWER
        if data.get("role") and not is_national and data.get("place") is None:
            self.add_error("place", "Pilih tempat tugasnya: UPT atau Kanwil.")
        return data


class NewAccountForm(forms.Form):
    """How the invited officer will log in."""

    username = forms.CharField(
        label="Nama masuk", max_length=60,
        help_text="Huruf kecil, angka, titik, atau tanda hubung. Pakai jabatan, bukan nama orang.",
        validators=[RegexValidator(r"^[a-z0-9.-]+$", "Hanya huruf kecil, angka, titik, dan tanda hubung.")],
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Sandi", strip=False, help_text="Paling sedikit 12 karakter.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )  # fmt: skip
    again = forms.CharField(
        label="Sandi sekali lagi", strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )  # fmt: skip

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("Nama masuk ini sudah dipakai.")
        return name

    def clean(self):
        data = super().clean()
        password = data.get("password")
        if password:
            try:
                validate_password(password, User(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
            if data.get("again") and password != data["again"]:
                self.add_error("again", "Kedua sandi tidak sama.")
        return data
