"""RajaOngkir and Biteship as docs/rules/shipping.md describes them."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from .server import Asked, StandIn

REG = {"name": "Jalur Nugraha Ekakurir (JNE)", "code": "jne", "service": "REG",
       "description": "Layanan Reguler", "cost": 41_000, "etd": "2-3 day"}  # fmt: skip
POS = {"name": "POS Indonesia (POS)", "code": "pos", "service": "Pos Reguler",
       "description": "240", "cost": 36_500, "etd": "5 day"}  # fmt: skip


@dataclass
class RajaOngkir(StandIn):
    """rates: rows of the answer; places: postal code -> (its number, the city)."""

    key: str = "kunci-uji"
    rates: list = field(default_factory=lambda: [REG, POS])
    places: dict = field(
        default_factory=lambda: {"73111": (17, "PALANGKA RAYA"), "97128": (23, "AMBON")}
    )

    def answer(self, asked: Asked):
        if asked.headers.get("Key") != self.key:
            return 401, _meta(401, "Invalid Api key, key not found")
        address = urlsplit(asked.path)
        if address.path == "/destination/domestic-destination":
            return self._search(parse_qs(address.query)["search"][0])
        if address.path == "/calculate/domestic-cost" and asked.method == "POST":
            form = {name: value[0] for name, value in parse_qs(asked.body.decode()).items()}
            if form["origin"] not in self._numbers() or form["destination"] not in self._numbers():
                return 422, _meta(422, "Destination not found")
            return 200, {**_meta(200, "Success"), "data": self.rates}
        return 404, _meta(404, "Not found")

    def _search(self, code):
        if code not in self.places:
            return 404, _meta(404, "Domestic destination not found")
        number, city = self.places[code]
        near = {"id": 999, "zip_code": "99999", "city_name": "ELSEWHERE"}
        row = {"id": number, "zip_code": code, "city_name": city, "district_name": "-"}
        return 200, {**_meta(200, "Success"), "data": [near, row]}

    def _numbers(self):
        return {str(number) for number, _ in self.places.values()}

    @property
    def cost_questions(self):
        return [asked for asked in self.asked if "cost" in asked.path]


@dataclass
class Biteship(StandIn):
    key: str = "biteship_test.contoh"
    city: str = "Ambon"
    rates: list = field(
        default_factory=lambda: [
            {"courier_name": "J&T", "courier_code": "jnt", "courier_service_name": "EZ",
             "courier_service_code": "ez", "price": 44_000, "duration": "3 - 4 days",
             "shipment_duration_range": "3 - 4", "shipment_duration_unit": "days",
             "available_for_cash_on_delivery": True},
            {"courier_name": "SiCepat", "courier_code": "sicepat",
             "courier_service_name": "Reguler", "courier_service_code": "reg", "price": 39_000,
             "duration": "2 - 3 days", "shipment_duration_range": "2 - 3",
             "shipment_duration_unit": "days", "available_for_cash_on_delivery": False},
        ]
    )  # fmt: skip

    def answer(self, asked: Asked):
        if asked.headers.get("Authorization") != self.key:
            return 401, {"success": False, "error": "Authorization failed", "code": 40000001}
        if asked.method != "POST" or asked.path != "/v1/rates/couriers":
            return 404, {"success": False, "error": "Not found"}
        if not asked.json["couriers"]:
            return 400, {"success": False, "error": "Couriers is required", "code": 40001003}
        place = {"administrative_division_level_2_name": self.city, "postal_code": 97128}
        return 200, {"success": True, "destination": place, "pricing": self.rates}


def _meta(status, message):
    return {"meta": {"message": message, "code": status, "status": "success"}}
