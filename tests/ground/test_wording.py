"""The site's own wording of what Django says."""

import gettext
import re
from pathlib import Path

from django import forms
from django.utils import translation

FOLDER = Path(__file__).parents[2] / "locale/id/LC_MESSAGES"


def test_compiled_wording_is_that_of_the_source():
    """Forgetting msgfmt would leave the old words on the site."""
    with (FOLDER / "django.mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)._catalog
    source = (FOLDER / "django.po").read_text()
    written = re.findall(r'^msgstr(?:\[0\])? "(.+)"$', source, re.MULTILINE)
    assert written
    assert sorted(written) == sorted(text for key, text in known.items() if key)


def test_empty_field_says_wajib_diisi():
    with translation.override("id"):
        assert forms.CharField().error_messages["required"] == "Wajib diisi."
