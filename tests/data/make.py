"""Copies what the tests read of other people's data, with its licence beside it.

    python3 tests/data/make.py DATA    # the folder that holds them as published

Codes, numbers, schemas and synthetic people are copied as they stand; prose is left out.
"""

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


def main():
    source = Path(sys.argv[1])
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
