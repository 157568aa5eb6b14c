"""Words for demo products whose facts come without a story: only what the facts say."""

import re

USES = {
    "anyaman": "Ringan, mudah dibersihkan, dan dapat dipakai setiap hari.",
    "ukiran-kayu": "Cocok untuk dipakai sendiri, hadiah, atau cendera mata kantor.",
    "aksesori": "Pas untuk dipakai harian maupun sebagai buah tangan.",
    "suvenir": "Sering dipilih sebagai hiasan ruang atau cendera mata.",
    "batik": "Cukup untuk kemeja, rok, atau seragam; tanyakan lebar kain sebelum menjahit.",
    "tenun-sasirangan": "Nyaman untuk bahan busana, selendang, atau penutup meja.",
    "pakaian": "Ukuran dapat ditanyakan lewat WhatsApp sebelum memesan.",
    "tas-dompet": "Pas untuk dipakai harian, hadiah, atau cendera mata.",
    "rajut-sulam": "Warna benang mengikuti persediaan.",
    "mebel-kayu": "Ukuran dan warna akhir dapat ditanyakan sebelum memesan.",
    "mebel-rotan": "Warna jok dapat ditanyakan sebelum memesan.",
    "mebel-logam": "Ukuran dan warna cat dapat ditanyakan sebelum memesan.",
    "alat-kebersihan": "Untuk pemakaian rumah, kantor, dan sekolah.",
    "dapur": "Cuci dahulu sebelum pemakaian pertama.",
    "rumah-tangga-lain": "Bahannya alami dan dapat terurai setelah masa pakai.",
    "minyak-herbal": "Simpan tertutup rapat, jauh dari panas dan jangkauan anak.",
    "roti-kue": "Cocok untuk suguhan rapat, arisan, dan hari raya.",
    "camilan": "Cocok untuk teman minum teh dan oleh-oleh.",
    "minuman-bumbu": "Seduh dengan air panas sesuai selera.",
    "sayur-buah": "Dipanen menjelang diambil agar tetap segar.",
    "ikan-ternak": "Disiapkan menjelang diambil agar tetap segar.",
    "tanaman": "Cocok untuk halaman, teras, dan kebun kecil.",
    "bahan-bangunan": "Minta contoh barang lebih dahulu untuk pekerjaan besar.",
}
# More exact than the category, by a word of the name.
USES_BY_NAME = (
    ("minyak kelapa", "Simpan tertutup rapat pada suhu ruang."),
    ("virgin coconut", "Dapat dipakai untuk memasak; membeku di bawah suhu sekitar 24 derajat."),
    ("madu", "Simpan tertutup rapat pada suhu ruang."),
    ("tempe", "Digoreng atau dimasak sesuai selera."),
    ("keripik", "Cocok untuk teman minum teh dan oleh-oleh."),
    ("coir", "Bahannya alami dan dapat terurai setelah masa pakai."),
    ("goodie", "Cocok untuk acara kantor, sekolah, dan pernikahan."),
    ("ayunan", "Periksa kekencangan rantai dan baut secara berkala."),
    ("gitar", "Setel ulang senar setelah perjalanan."),
    ("dupa", "Nyalakan di ruang berventilasi dan jangan ditinggal menyala."),
)
# What was done to the material, from the first word of a technique.
DONE = {
    "amplas": "diamplas", "anyam": "dianyam", "batik": "dibatik", "bentuk": "dibentuk",
    "bingkai": "dibingkai", "bubut": "dibubut", "bumbu": "dibumbui", "campur": "dicampur",
    "celup": "dicelup", "cetak": "dicetak", "cuci": "dicuci", "fermentasi": "difermentasi",
    "gergaji": "digergaji", "giling": "digiling", "goreng": "digoreng", "gulung": "digulung",
    "ikat": "diikat", "jahit": "dijahit", "jelujur": "dijelujur", "jemur": "dijemur",
    "kristal": "dikristalkan", "las": "dilas", "linting": "dilinting", "lukis": "dilukis",
    "masak": "dimasak", "pahat": "dipahat", "panggang": "dipanggang", "patri": "dipatri",
    "peras": "diperas", "pintal": "dipintal", "poles": "dipoles", "potong": "dipotong",
    "press": "dipres", "rajut": "dirajut", "rakit": "dirakit", "rangkai": "dirangkai",
    "sablon": "disablon", "sangrai": "disangrai", "saring": "disaring", "sulam": "disulam",
    "suling": "disuling", "tempa": "ditempa", "tempel": "ditempel", "tenun": "ditenun",
    "ukir": "diukir",
}  # fmt: skip
ON_CLOTH = frozenset(["dibatik", "dijelujur", "disablon", "dilukis"])
# Parts that are bought and put in, not worked on.
FITTED = frozenset(
    ["mesin jam", "lensa", "kaca", "gantungan logam", "fiting lampu", "rantai", "kawat", "busa"]
)
WITH = {"tangan": "dengan tangan", "pita": "dengan pita", "manik": "dengan tangan"}
HANDMADE = frozenset(
    ["anyaman", "ukiran-kayu", "aksesori", "suvenir", "batik", "tenun-sasirangan", "rajut-sulam"]
)
GROWN = frozenset(["sayur-buah", "ikan-ternak"])

CARE = (
    ("perak", "Gosok dengan kain lembut; simpan dalam kantong tertutup."),
    ("getah", "Jauhkan dari tempat yang panas; bersihkan dengan kuas lembut."),
    ("batik", "Cuci dengan tangan memakai sabun lembut; jemur di tempat teduh."),
    ("koran", "Jauhkan dari air; bersihkan dengan kain kering."),
    ("kulit kerang", "Bersihkan dengan kain kering; jangan direndam."),
    ("kulit", "Lap dengan kain lembap; angin-anginkan, jangan dijemur terik."),
    ("tanduk", "Lap dengan kain lembut; jauhkan dari panas."),
    ("rotan", "Lap dengan kain kering dan simpan di tempat yang tidak lembap."),
    ("purun", "Lap dengan kain kering dan simpan di tempat yang tidak lembap."),
    ("bambu", "Jemur sebentar setelah dicuci; simpan di tempat kering."),
    ("lidi", "Jemur sebentar setelah dicuci; simpan di tempat kering."),
    ("serat", "Simpan di tempat kering agar serat tidak lembap."),
    ("sabut", "Kibas atau sikat kering; jemur bila basah."),
    ("ijuk", "Gantung setelah dipakai agar bulunya tidak patah."),
    ("manik", "Simpan di tempat rata agar manik tidak tertekan."),
    ("benang", "Cuci dengan tangan memakai air dingin; jemur mendatar."),
    ("katun", "Cuci dengan tangan memakai sabun lembut; jemur di tempat teduh."),
    ("kanvas", "Cuci dengan tangan memakai sabun lembut; jangan diperas kuat."),
    ("kain", "Cuci dengan tangan memakai sabun lembut; jangan diperas kuat."),
    ("besi", "Lap kering; bila cat tergores, olesi cat antikarat."),
    ("drum", "Lap kering; bila cat tergores, olesi cat antikarat."),
    ("aluminium", "Cuci dengan spons lembut; keringkan setelah dipakai."),
    ("kayu", "Lap dengan kain kering; jauhkan dari air dan terik matahari."),
    ("batok", "Lap dengan kain kering; olesi sedikit minyak bila kusam."),
)
ALLERGENS = (
    ("gluten", ("terigu", "makaroni")),
    ("telur", ("telur",)),
    ("susu", ("susu", "keju", "mentega")),
    ("kacang tanah", ("kacang tanah",)),
    ("kenari", ("kenari",)),
    ("kedelai", ("kedelai",)),
    ("ikan", ("ikan",)),
)


def story_of(row: dict[str, str], *, facility: str) -> str:
    """The story in the facts, or two to four sentences put together from them."""
    if row["description"]:
        return row["description"]
    parts = [_made_sentence(row, facility), _use_sentence(row)]
    if row["category"] in HANDMADE:
        parts.append("Karena dikerjakan dengan tangan, warna dan ukurannya dapat sedikit berbeda.")
    if row["made_to_order"] == "1" and row["category"] not in GROWN:
        parts.append(f"Dikerjakan setelah dipesan, sekitar {row['lead_time_days']} hari.")
    return " ".join(parts)


def _made_sentence(row, facility):
    material, technique = _listed(row["material"]), row["technique"]
    if row["category"] in GROWN:
        return f"Hasil {technique} di lahan {facility}, dirawat bersama petugas."
    if row["category"] == "tanaman" and technique in ("setek", "budi daya", "bentuk dan pangkas"):
        return f"Dibesarkan di kebun {facility} dengan cara {technique}."
    room = "ruang produksi" if row["is_food"] == "1" else "bengkel kerja"
    done = _done(technique)
    if not done:
        return f"Dibuat dari {material} di {room} {facility}."
    if row["is_food"] == "1":
        return f"Dibuat dari {material}, {done} di {room} {facility}."
    if done.split()[0] in ON_CLOTH:
        cloth = "kain katun" if "pewarna" in material else material
        return f"{cloth.capitalize()} {done} di {room} {facility}."
    comma = "," if "dilengkapi" in material else ""
    return f"{done.capitalize()} dari {material}{comma} di {room} {facility}."


def _done(technique: str) -> str:
    """`potong dan amplas` -> `dipotong dan diamplas`; empty for a trade such as pertukangan."""
    steps = []
    for step in technique.split(" dan "):
        first, *rest = step.split()
        if first not in DONE:
            return ""
        steps.append(" ".join([DONE[first], *(WITH.get(word, word) for word in rest)]))
    return " dan ".join(steps)


def _use_sentence(row):
    name = row["name"].lower()
    for word, use in USES_BY_NAME:
        if word in name:
            return use
    return USES[row["category"]]


def _listed(text: str) -> str:
    """`rotan, kain furing` -> `rotan dan kain furing`; `kayu, lensa` -> `kayu, dilengkapi lensa`."""
    parts = text.split(", ")
    worked = [part for part in parts if part not in FITTED]
    fitted = [part for part in parts if part in FITTED]
    main = _and(worked or parts)
    return f"{main}, dilengkapi {_and(fitted)}" if worked and fitted else main


def _and(parts: list[str]) -> str:
    *first, last = parts
    if len(first) > 1:
        return f"{', '.join(first)}, dan {last}"
    return f"{first[0]} dan {last}" if first else last


def care_of(row: dict[str, str]) -> str:
    """How to keep the thing, by its material; empty for food and for what needs no advice."""
    if row["is_food"] == "1" or row["category"] in ("tanaman", "bahan-bangunan", "minyak-herbal"):
        return ""
    if row["category"] == "batik":
        return dict(CARE)["batik"]
    return next((advice for word, advice in CARE if word in row["material"]), "")


def allergens_of(ingredients: str) -> str:
    """The common allergens named in the ingredients, for the label."""
    found = [
        name
        for name, words in ALLERGENS
        if any(re.search(rf"\b{word}\b", ingredients.lower()) for word in words)
    ]
    return ", ".join(found)


def storage_of(row: dict[str, str]) -> str:
    """How to store food, by how long it keeps."""
    if row["category"] == "ikan-ternak" and "telur" not in row["material"]:
        return "Simpan beku atau masak pada hari yang sama."
    days = int(row["shelf_life_days"] or 0)
    if row["category"] == "sayur-buah":
        return "Simpan di lemari pendingin."
    if days < 7:
        return "Simpan tertutup pada suhu ruang; habiskan selagi segar."
    return "Simpan tertutup rapat di tempat sejuk dan kering."
