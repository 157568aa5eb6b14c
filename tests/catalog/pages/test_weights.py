"""Budgets of issue and design: style under 30,000 bytes, own script under 15,000."""

from django.contrib.staticfiles import finders


def size_of(name):
    with open(finders.find(name), "rb") as file:
        return len(file.read())


def test_public_stylesheet_stays_light():
    assert size_of("css/galeri.css") < 30_000


def test_own_scripts_stay_light():
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    own = [name for name in names if name.startswith("js/") and "admin" not in name]
    assert "js/situs.js" in own
    assert sum(size_of(name) for name in own) < 15_000
