"""Budgets of issue and design: style under 30,000 bytes, own script under 15,000."""

from django.contrib.staticfiles import finders

# Loaded by the back office and the phone pages alone.
OF_OFFICERS = {
    f"js/{name}.js"
    for name in (
        "admin", "admin-foto", "admin-produk", "cetak", "kasir", "pindai", "stok", "tema-petugas",
    )
}  # fmt: skip


def size_of(name):
    with open(finders.find(name), "rb") as file:
        return len(file.read())


def test_public_stylesheet_stays_light():
    assert size_of("css/galeri.css") < 30_000


def test_own_scripts_stay_light():
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    own = [name for name in names if name.startswith("js/") and name not in OF_OFFICERS]
    assert "js/situs.js" in own
    assert sum(size_of(name) for name in own) < 15_000
