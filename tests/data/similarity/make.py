"""Writes pairs of names with jellyfish's figures, for tests/similarity_test.cpp to compare.

    python3 -m venv VENV && VENV/bin/pip install jellyfish==1.3.0
    VENV/bin/python tests/data/similarity/make.py    # from the root of the repository

Names are those of tests/data/linkage and a few of other scripts; errors are planted by a seed.
Each character is one grapheme, since jellyfish counts graphemes and Onward counts code points.
"""

import csv
import random
from pathlib import Path

import jellyfish

HERE = Path(__file__).resolve().parent
OTHERS = [
    "", "a", "ab", "ba", "aa", "martha", "marhta", "dwayne", "duane", "dixon", "dicksonx",
    "jellyfish", "smellyfish", "żółw", "zolw", "łukasz", "lukasz", "пётр", "петр", "петро",
    "josé", "jose", "maría", "nguyễn", "nguyen", "王小明", "王小朋", "明小王", "αθηνά", "o'brien",
    "obrien", "ashcraft", "tymczak", "pfister", "honeyman", "jackson", "vandeusen", "🙂🙃",
    "🙃🙂", "mary-ann", "maryanne", "annmary", "de la cruz", "delacruz", "x" * 30 + "y",
    "y" + "x" * 30,
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slip(name, chance):
    at = chance.randrange(len(name))
    return chance.choice([
        name[:at] + name[at + 1:],
        name[:at] + chance.choice(LETTERS) + name[at:],
        name[:at] + chance.choice(LETTERS) + name[at + 1:],
        name[:at] + name[at:at + 2][::-1] + name[at + 2:],
    ])


def names():
    found = set()
    for file, columns in (("febrl1.csv", ("given_name", "surname", "suburb", "address_1")),
                          ("fake_1000.csv", ("first_name", "surname"))):
        with open(HERE.parent / "linkage" / file, encoding="utf-8") as text:
            for row in csv.DictReader(text, skipinitialspace=True):
                found.update(row[column].strip().lower() for column in columns)
    return sorted(found - {""})


def pairs(chance):
    known = names()
    for a in OTHERS:
        for b in chance.sample(OTHERS, 4):
            yield a, b
    for a, b in zip(OTHERS, OTHERS[1:]):
        yield a, b
    for _ in range(150):
        name = chance.choice(known)
        yield name, slip(name, chance)
    for _ in range(100):
        name = chance.choice(known)
        yield slip(name, chance), slip(slip(name, chance), chance)
    for _ in range(150):
        yield chance.choice(known), chance.choice(known)


def main():
    rows = sorted(set(pairs(random.Random(1))))
    with open(HERE / "jellyfish.tsv", "w", encoding="utf-8") as out:
        out.write("a\tb\tjaro_winkler\tlevenshtein\tdamerau\tsoundex_a\n")
        for a, b in rows:
            sound = jellyfish.soundex(a).lower() if a.isascii() and a.isalpha() else ""
            out.write(f"{a}\t{b}\t{jellyfish.jaro_winkler_similarity(a, b):.12f}\t"
                      f"{jellyfish.levenshtein_distance(a, b)}\t"
                      f"{jellyfish.damerau_levenshtein_distance(a, b)}\t{sound}\n")


if __name__ == "__main__":
    main()
