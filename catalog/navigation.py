"""The groups of categories in the menu: a fixed list, so no page asks the database for it.

The slugs are those of catalog/demo's categories.csv; a test holds the two together.
"""

GROUPS = (
    ("kerajinan", "Kerajinan"),
    ("tekstil", "Batik & tenun"),
    ("fesyen", "Tas & busana"),
    ("mebel", "Mebel"),
    ("kuliner", "Kuliner"),
    ("rumah-tangga", "Rumah tangga"),
    ("pertanian", "Hasil tani"),
    ("bangunan", "Bahan bangunan"),
)
