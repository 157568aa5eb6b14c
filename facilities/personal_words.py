"""Words of a public text that could point at a person. Nobody who made the goods may be known.

Patterns find the usual forms, never every one: the officer who confirms a text answers for it.
Source: docs/rules/personal-words.md.
"""

import re
from dataclasses import dataclass

# After "dibuat oleh" these name the unit, the group or nobody: they identify no person.
NOBODY = (
    "Anda|Bapas|Bengkel|Galeri|Indonesia|Jawa|Kami|Kanwil|Kelompok|Koperasi|Lapas|Lembaga|LPKA|LPN|LPP"
    "|Nusantara|Para|Pengrajin|Perajin|Petugas|Pokja|Rutan|Tangan|Tim|Unit|UPT|Warga|WBP|Workshop"
)
# A word that begins with a capital, and not wholly in capitals like LPP or UKM.
NAME = r"[A-Z][a-z]{1,}"


@dataclass(frozen=True)
class Finding:
    """words: as they stand in the text; why: what they could tell, in Indonesian."""

    words: str
    why: str


def _any_case(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


PATTERNS: tuple[tuple[re.Pattern, str], ...] = (
    (re.compile(r"(?<![\d.\-])(?:\d[ .\-]?){15}\d(?![\d\-])"), "mirip NIK"),
    (re.compile(r"(?<![\d.\-])(?:\d[ .\-]?){17}\d(?![\d\-])"), "mirip NIP"),
    (re.compile(r"(?<![\w+])(?:\+62|0)8\d(?:[ .\-]?\d){7,10}(?!\d)"), "mirip nomor ponsel"),
    (re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.]+"), "alamat surel"),
    (_any_case(r"\b[a-z']+\s+(?:bin|binti)\s+[a-z']+"), "mirip nama orang (bin/binti)"),
    (_any_case(r"\b(?:a\.\s?n\.|a/n\b|atas nama\b)(?:\s+[\w.']+)?"), "atas nama seseorang"),
    (_any_case(r"\b(?:alias|(?:ber)?inisial|bernama|nama panggilan)\s+[\w.']+"), "sebutan orang"),
    (re.compile(rf"\b(?:[Ss]dr|[Ss]dri|[Ss]audara|[Ss]audari|[Tt]n|[Nn]y|[Nn]n)\b\.?\s*{NAME}"),
     "sebutan orang"),
    (re.compile(rf"\b(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Mm]bak|[Kk]ang)\s+(?!Kota\b|Negara\b|Pertiwi\b"
                rf"|Rumah\b|Hamil\b){NAME}"), "sebutan orang"),
    (re.compile(r"\b[A-Z]{1,3}\.?\s*\(\s*\d{2}\s*(?:[Tt]ahun|[Tt]hn|[Tt]h)?\s*\)"),
     "inisial dan umur"),
    (re.compile(rf"\b(?:[Dd]ibuat|[Dd]ikerjakan|[Dd]irancang|[Dd]ijahit|[Dd]ilukis|[Dd]iukir)"
                rf"\s+oleh\s+(?!(?:{NOBODY})\b){NAME}"), "mirip nama pembuat"),
    (re.compile(rf"\b(?:[Hh]asil|[Bb]uah)\s+tangan\s+(?!(?:{NOBODY})\b){NAME}"), "mirip nama pembuat"),
    (re.compile(rf"\b(?!(?:{NOBODY})\b){NAME}(?:\s+{NAME})?\s*(?:,\s*|\(\s*)\d{{2}}\s*(?:[Tt]ahun|[Tt]hn|[Tt]h)\b"
                r"(?!\s*(?:berdiri|berkarya|lalu|lamanya|lebih|berpengalaman|pengalaman|silam))"),
     "nama dan umur"),
    (re.compile(rf"\b[Kk]arya\s+(?!(?:{NOBODY})\b){NAME}\s+{NAME}\b"), "mirip nama pembuat"),
    (_any_case(r"\b(?:nomor|no\.?)\s*(?:reg(?:ister)?|induk)\b\.?[\s:]*[\w./\-]*"), "nomor register"),
    (re.compile(r"\b[AB]\s?\.?\s?I{1,3}[abAB]?\s*[./\-]?\s*\d+(?:\s*/\s*\w+)*\b"), "nomor register"),
    (_any_case(r"\b(?:sel|kamar|blok|wisma)\s+(?:hunian\s+)?(?:no\.?\s*|nomor\s*)?[a-z]?\s?\d+\b"
               r"(?!\s*(?:kg|gram|g|cm|mm|m|buah|batu|lembar|watt|volt)\b)"),
     "nomor sel atau blok"),
    (_any_case(r"\b(?:sel|kamar|blok)\s+(?:hunian|tahanan|narapidana)\b"), "sel atau blok hunian"),
    (_any_case(r"\b(?:divonis|vonis|terpidana|terdakwa|tersangka|residivis|eks\s*napi|mantan napi"
               r"|(?:mantan\s+)?narapidana|napi|dihukum|masa hukuman|masa pidana|hukuman mati"
               r"|seumur hidup|remisi|bebas bersyarat|kasusnya|perkaranya)\b"), "tentang perkara"),
    (_any_case(r"\b(?:kasus|perkara|pasal|pidana|hukuman|vonis)\s+(?:narko\w+|sabu|korupsi"
               r"|pembunuhan|pencurian|penipuan|terorisme|asusila|\d+)"), "tentang perkara"),
    (_any_case(r"\b(?:pembunuh(?:an)?|pencuri(?:an)?|perampok(?:an)?|pemerkosa(?:an)?|korupsi"
               r"|koruptor|teroris(?:me)?|bandar narkoba|pengedar)\b"), "tentang perkara"),
    (_any_case(r"\b(?:tempat[\s/,]*tanggal lahir|tanggal lahir|lahir\s+(?:di|pada|tahun|tanggal)"
               r"|kelahiran\s+(?:tahun\s+)?\d{4})\b"), "kelahiran"),
    (re.compile(r"\b(?:[Aa]ndikpas|[Aa]nak\s+(?:didik|binaan)(?:\s+pemasyarakatan)?\s+"
                r"(?:kami\s+)?(?:bernama|berusia|berumur))\b.{0,20}"), "tentang anak"),
    (_any_case(r"\b(?:ia|dia|beliau|pembuatnya|perajinnya|pengrajinnya)\s+ber(?:usia|umur)\s+\d+"),
     "umur seseorang"),
)  # fmt: skip


def find(text: str) -> list[Finding]:
    """What in this text could point at a person, in reading order; each place once."""
    found: list[tuple[int, int, Finding]] = []
    for pattern, why in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < e and s < end for s, e, _ in found):
                found.append((start, end, Finding(match[0].strip(), why)))
    return [finding for _, _, finding in sorted(found, key=lambda item: item[0])]
