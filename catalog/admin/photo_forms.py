"""Forms of a product's photos. They write nothing: catalog/photos.py does."""

import re
from dataclasses import asdict

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import ProductPhoto
from catalog.photos import MOST_AT_ONCE, Answer
from catalog.pictures import PictureFormField, normalise
from catalog.pictures.crops import STEP, WHOLE, Square, least_size
from catalog.pictures.fields import ACCEPTED
from facilities.checked_words import CheckedWords

LONGEST_ALT = ProductPhoto._meta.get_field("alt").max_length
FILE_NAME = re.compile(
    r"(img|dsc|pxl|foto|image|whatsapp image)?[\W_\d]*(\.\w{3,4})?", re.IGNORECASE
)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Several photos at once. Good ones are kept even when one among them is refused."""

    files = forms.Field(
        label="Pilih foto", required=False,
        widget=ManyFiles(attrs={"accept": ACCEPTED, "multiple": True, "data-foto": ""}),
        help_text=f"Paling banyak {MOST_AT_ONCE} foto sekali kirim. Barangnya saja, tanpa orang.",
    )  # fmt: skip

    def clean_files(self):
        """Masters of the pictures that passed the gate; what did not is told by name."""
        self.jpegs = []
        uploads = self.files.getlist(self.add_prefix("files"))
        if not uploads:
            raise ValidationError("Pilih paling sedikit satu foto.")
        if len(uploads) > MOST_AT_ONCE:
            raise ValidationError(
                f"Anda memilih {len(uploads)} foto; paling banyak {MOST_AT_ONCE} sekali kirim."
            )
        refused = []
        for upload in uploads:
            try:
                self.jpegs.append(normalise(upload))
            except ValidationError as error:
                refused.append(f"{upload.name}: {error.messages[0]}")
        if refused:
            raise ValidationError(refused)
        return self.jpegs


class AnswerForm(CheckedWords, forms.Form):
    """What an officer says about one photo."""

    public_texts = ("alt",)

    alt = forms.CharField(
        label="Apa yang terlihat", max_length=LONGEST_ALT, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    has_face = forms.TypedChoiceField(
        label="Apakah ada wajah orang yang terlihat?", required=False, empty_value=None,
        choices=[("tidak", "Tidak ada"), ("ada", "Ada wajah")], coerce=lambda value: value == "ada",
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args, photo, **kwargs):
        answer = {True: "ada", False: "tidak", None: None}[photo.has_face]
        initial = {"alt": photo.alt, "has_face": answer}
        super().__init__(*args, initial=initial, prefix=f"foto-{photo.pk}", **kwargs)
        self.photo = photo

    def clean_alt(self):
        alt = " ".join(self.cleaned_data["alt"].split())
        if alt and FILE_NAME.fullmatch(alt):
            raise ValidationError("Tulis apa yang terlihat, bukan nama berkas.")
        return alt

    def answer(self) -> Answer:
        return Answer(self.cleaned_data["alt"], self.cleaned_data["has_face"])


class CropForm(forms.Form):
    """Size and place of the square, as sliders: the same with and without script."""

    size = forms.IntegerField(label="Besar potongan", max_value=WHOLE, required=False)
    across = forms.IntegerField(
        label="Geser ke kanan", min_value=0, max_value=WHOLE, required=False
    )
    down = forms.IntegerField(label="Geser ke bawah", min_value=0, max_value=WHOLE, required=False)

    def __init__(self, data=None, *, photo, **kwargs):
        self.least = least_size(photo.width, photo.height)
        super().__init__(data, initial=asdict(Square()), **kwargs)
        for name, field in self.fields.items():
            lowest = self.least if name == "size" else 0
            field.widget = forms.NumberInput(
                {"type": "range", "min": lowest, "max": WHOLE, "step": STEP}
            )

    def clean(self):
        """A slider that was not sent, as when it has nowhere to go, stays where it was drawn."""
        sent = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if sent.get("size", WHOLE) < self.least:
            self.add_error("size", "Potongan ini terlalu kecil: gambarnya akan tampak buram.")
        return self.initial | sent

    def square(self) -> Square:
        """The square as sent, or the largest one in the middle."""
        return Square(**self.cleaned_data) if self.is_bound and self.is_valid() else Square()


class ReplaceForm(forms.Form):
    image = PictureFormField(label="Foto pengganti")
    image.widget.attrs["data-foto"] = ""
