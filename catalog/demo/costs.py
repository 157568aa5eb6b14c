"""What the materials of the demo's goods cost: made up, as shares of the price by category."""

# Per cent of the price.
SHARES = {
    "anyaman": 30, "ukiran-kayu": 35, "aksesori": 30, "suvenir": 35, "batik": 45,
    "tenun-sasirangan": 50, "pakaian": 45, "tas-dompet": 40, "rajut-sulam": 35, "mebel-kayu": 50,
    "mebel-rotan": 45, "mebel-logam": 55, "alat-kebersihan": 40, "dapur": 40,
    "rumah-tangga-lain": 35, "minyak-herbal": 45, "roti-kue": 55, "camilan": 50,
    "minuman-bumbu": 50, "sayur-buah": 30, "ikan-ternak": 55, "tanaman": 25, "bahan-bangunan": 60,
}  # fmt: skip
# Every so many goods nobody has worked the materials out yet.
UNSTATED_EVERY = 9
# Bricks dearer in cement than their price: the settlement flags them.
BELOW_COST = {"LPS-AMB-004"}


def material_cost_of(row, *, price: int) -> int | None:
    """Rupiah of materials a piece, in steps of 100; None when it is not stated."""
    if row["sku"] in BELOW_COST:
        return price + price // 20
    if int(row["sku"].rpartition("-")[2]) % UNSTATED_EVERY == 0:
        return None
    return price * SHARES[row["category"]] // 10_000 * 100
