"""docs/petugas.md: every word in bold stands on a screen, every picture is there, six pages at most."""

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "petugas.md"
MOST_PAGES = 6


@pytest.fixture(scope="module")
def script():
    """scripts/guide, which draws the pictures and prints the guide."""
    loader = SourceFileLoader("guide", str(ROOT / "scripts" / "guide"))
    module = module_from_spec(spec_from_loader("guide", loader))
    loader.exec_module(module)
    return module


def test_pictures_and_links_of_the_guide_are_there(script):
    text = GUIDE.read_text()
    pictures = re.findall(r'<img src="([^"]+)"', text)
    links = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [path for path in pictures + links if not (GUIDE.parent / path).exists()]
    assert missing == []
    assert {Path(path).stem for path in pictures} == set(script.SCENES)
    assert len(pictures) == len(set(pictures)) >= 6


def test_every_picture_says_in_words_what_it_shows():
    pictures = re.findall(r"<img [^>]+>", GUIDE.read_text())
    assert [tag for tag in pictures if not re.search(r'alt="[^"]{15,}"', tag)] == []


def test_words_in_bold_stand_on_a_screen():
    sources = [*ROOT.glob("templates/**/*.html")]
    for app in ("facilities", "catalog", "orders"):
        sources += [path for path in ROOT.glob(f"{app}/**/*.py") if "migrations" not in path.parts]
    screens = "\n".join(path.read_text() for path in sources).casefold()
    said = {word.strip(".:") for word in re.findall(r"\*\*([^*]+)\*\*", GUIDE.read_text())}
    said = {re.sub(r"\s+", " ", word) for word in said} - {"tebal"}
    assert len(said) > 50
    # A label and its unit may stand apart in the code: `Harga (Rp)`.
    assert [word for word in sorted(said) if word.casefold() not in screens] == []


@pytest.mark.browser
def test_guide_prints_on_six_pages_at_most(script, browser):
    sheet = script.printed(browser)
    assert 3 <= script.pages_of(sheet) <= MOST_PAGES
