"""Copies what the tests read of other people's data, with its licence beside it.

    python3 tests/data/make.py DATA    # the folder that holds them as published

Codes, numbers, schemas and synthetic people are copied as they stand; prose is left out.
"""

import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

COPIES = {
    "linkage/febrl1.csv": "linkage/febrl1.csv",
    "linkage/fake_1000.csv": "linkage/fake_1000.csv",
    "linkage/LICENSE.febrl": "linkage/LICENSE.febrl",
    "linkage/LICENSE.splink": "linkage/LICENSE.splink",
    "uk_ids/postcode-tests/fix_cases.tsv": "uk_ids/fix_cases.tsv",
    "uk_ids/postcode-tests/validation_cases.tsv": "uk_ids/validation_cases.tsv",
    "uk_ids/nhs-number/tests/local-test-data/testdata-9-valid-nhs-numbers.csv":
        "uk_ids/valid_nhs_numbers.csv",
    "uk_ids/nhs-number/LICENSE": "uk_ids/LICENSE.nhs-number",
    "uk_ids/LICENSE.postcodes.io": "uk_ids/LICENSE.postcodes",
    "hsds/ohana-sample-csv/LICENSE.md": "ohana/LICENSE",
    "hsds/hsds-3.0/LICENSE": "hsds/LICENSE",
}
# Whole folders: every file that has the ending.
FOLDERS = {
    "hsds/ohana-sample-csv/spec/support/fixtures": ("ohana", ".csv"),
    "hsds/hsds-3.0/schema": ("hsds", ".json"),
}
NOT_COPIED = {"openapi.json"}

COUNTRIES = {"E": ("E92000001", "England"), "N": ("N92000002", "Northern Ireland"),
             "S": ("S92000003", "Scotland"), "W": ("W92000004", "Wales")}
OGL = ("Codes and names of districts: Office for National Statistics, licensed under the Open "
       "Government Licence\nv3.0. Contains OS data (c) Crown copyright and database right. "
       "Collected by postcodes.io (LICENSE.postcodes).\n")


def write_localities(source):
    """The districts as locality.import takes them, each in its country."""
    districts = json.loads((source / "uk_ids/districts.json").read_text(encoding="utf-8"))
    items = [{"code": code, "name": name} for code, name in COUNTRIES.values()]
    items += [{"code": code, "name": name, "parent": COUNTRIES[code[0]][0]}
              for code, name in sorted(districts.items()) if code[0] in COUNTRIES]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    (HERE / "uk_ids/localities.json").write_text('{"localities":[\n' + lines + "\n]}\n",
                                                 encoding="utf-8")
    (HERE / "uk_ids/NOTICE.localities").write_text(OGL, encoding="utf-8")


def main():
    source = Path(sys.argv[1])
    write_localities(source)
    copies = dict(COPIES)
    for folder, (kept, ending) in FOLDERS.items():
        for file in sorted((source / folder).glob("*" + ending)):
            if file.name not in NOT_COPIED:
                copies[f"{folder}/{file.name}"] = f"{kept}/{file.name}"
    for taken, kept in copies.items():
        target = HERE / kept
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source / taken, target)


if __name__ == "__main__":
    main()
