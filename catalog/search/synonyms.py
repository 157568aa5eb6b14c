"""Words that shoppers use for each other, and words that say nothing about goods.

Written as people type them; compared by `words.key`. Keep it short: a wrong pair is worse than a
missing one.
"""

from catalog.search.words import key

_GROUPS = (
    "rotan rattan",
    "tas bag",
    "dompet wallet",
    "kursi bangku chair",
    "mebel meubel furnitur furniture perabot perabotan",
    "besi logam metal",
    "kain fabric",
    "tenun tenunan weaving",
    "keripik ceriping",
    "kue cookies kukis",
    "kopi coffee",
    "teh tea",
    "madu honey",
    "sabun soap",
    "telur telor",
    "lemari almari",
    "pakaian baju busana",
    "suvenir cenderamata oleholeh kado hadiah",
    "lapas lp",
    "gantungan keychain",
)
SYNONYMS: dict[str, frozenset[str]] = {
    key(word): frozenset(key(other) for other in group.split())
    for group in _GROUPS
    for word in group.split()
}

# Left out of a search unless nothing else was typed.
FILLERS = frozenset(
    key(word)
    for word in [
        "dan",
        "di",
        "dari",
        "untuk",
        "yang",
        "dengan",
        "buatan",
        "karya",
        "produk",
        "barang",
        "jual",
        "beli",
        "harga",
        "murah",
    ]
)
# Most goods have one of these: they alone must not make a near result.
COMMON = frozenset(key(word) for word in ["lapas", "lp", "rutan", "lpka", "bapas", "lpp", "kelas"])
