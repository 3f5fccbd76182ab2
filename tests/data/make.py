"""Copies what the tests read of other people's data, with its licence beside it.

    python3 tests/data/make.py DATA    # the folder that holds linkage and uk_ids as published

Codes, numbers and synthetic people are copied as they stand; prose is left out.
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
}


def main():
    source = Path(sys.argv[1])
    for taken, kept in COPIES.items():
        target = HERE / kept
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source / taken, target)


if __name__ == "__main__":
    main()
