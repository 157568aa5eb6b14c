"""A form whose public texts are read once more when they could point at a person.

The warning stands beside its field with a tick to confirm it; nothing is saved before. Only texts
that were changed are asked about, and a tick counts for exactly the words it was given for.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from facilities import personal_words


class CheckedWords:
    """Mixin for forms, before forms.ModelForm. public_texts: names of fields anybody will read."""

    public_texts: tuple[str, ...] = ()

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name in self.public_texts:
            text = cleaned.get(name)
            if isinstance(text, str) and name in self.changed_data:
                self._read_again(name, text)
        return cleaned

    def _read_again(self, name: str, text: str) -> None:
        found = personal_words.find(text)
        if not found:
            return
        mark = hashlib.sha256(text.encode()).hexdigest()[:16]
        tick = self.add_prefix(f"{name}-diperiksa")
        if self.data.get(tick) == mark:
            return
        said = format_html_join(", ", "“{}” ({})", ((f.words, f.why) for f in found))
        self.add_error(
            name,
            ValidationError(
                format_html(
                    "Periksa kembali: {}. Situs tidak menyebut orang. Ubah teksnya, atau "
                    '<label class="confirm"><input type="checkbox" name="{}" value="{}"> '
                    "sudah diperiksa, tidak menunjuk seorang pun</label>",
                    said, tick, mark,
                ),
                code="words",
            ),
        )  # fmt: skip
