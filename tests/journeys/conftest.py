import io

import pytest
from PIL import Image

from tests.builders import (
    make_product,
    make_province,
    make_regency,
    make_selling_facility,
    make_shipping_rate,
    make_stock,
    make_variant,
)


@pytest.fixture
def gallery(live_server):
    """Two facilities that sell one thing each, and an address far from both."""
    maluku = make_province(code="81", name="Maluku", short_name="Maluku", island_group="Maluku")
    make_regency(province=maluku, code="81.71", name="Kota Ambon")
    products = []
    for city, name, price in (
        ("Palangka Raya", "Keranjang rotan", 185_000),
        ("Jember", "Kue kacang", 48_000),
    ):
        facility = make_selling_facility(
            short_name=f"Lapas {city}", name=f"Lapas Kelas IIA {city}", city=city,
            whatsapp="+6281200000002", address="Jalan Contoh 2",
        )  # fmt: skip
        make_shipping_rate(facility=facility, zone="elsewhere", first_kg=38_000, next_kg=20_000)
        product = make_product(name=name, facility=facility)
        make_stock(variant=make_variant(product=product, name="", price=price), quantity=10)
        product.refresh_prices()
        products.append(product)
    return products


@pytest.fixture
def proof_picture():
    """A screenshot as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (720, 1280), (240, 240, 235)).save(out, "PNG")
    return {"name": "bukti.png", "mimeType": "image/png", "buffer": out.getvalue()}
