"""The picture field of models and forms: nothing passes it but what the gate drew anew."""

from django import forms
from django.core.files.base import ContentFile
from pictures.models import PictureField

from .gate import normalise

ACCEPTED = "image/jpeg,image/png,image/webp"


class PictureFormField(forms.FileField):
    """A file input whose clean value is a new JPEG file, or an error beside the field."""

    def to_python(self, data):
        file = super().to_python(data)
        return ContentFile(normalise(file), name="foto.jpg") if file else None

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ACCEPTED}


class PhotoField(PictureField):
    """A model's picture: every form made from the model goes through the gate."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField} | kwargs)
