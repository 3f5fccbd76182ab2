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
    "providers/npidata_20050523-20150308FileHeader.csv": "providers/nppes_header.csv",
    **{f"providers/npi_api/api-{reply}.json": f"providers/{name}.json" for reply, name in {
        "f62abe": "people", "f7d8ea": "people_and_organizations", "8bdc8b": "organization",
        "a2f836": "empty", "a769af": "cut_short", "8d2d52": "error", "c85286": "another_error",
    }.items()},
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
FORECAST = """\
# Counts of months

`air_passengers.csv`: passengers of international airlines in thousands, January 1949 to December
1960; series G of G. Box and G. Jenkins, Time Series Analysis (1976), as R's datasets have it.
Facts, in the public domain.

`ae_england.csv`: attendances at accident and emergency departments in England, April 2016 to March
2019. Source: NHS England, A&E Attendances and Emergency Admissions, by provider in
[nhs-r-community/NHSRdatasets](https://github.com/nhs-r-community/NHSRdatasets) at commit
`7fe35a54` (CC0), summed over providers. Contains public sector information licensed under the
[Open Government Licence v3.0](https://www.nationalarchives.gov.uk/doc/open-government-licence).

Both reduced to month and count by `tests/data/make.py`.
"""
PROVIDERS = """\
Replies of the NPI Registry, recorded by ropensci/npi at commit 163fb1d7 (MIT). nppes_header.csv:
the columns of the file that CMS publishes as NPPES data dissemination, taken from
dmccallie/nppes_fhir_demo at commit ef3e16b9 (Apache-2.0). What they hold is a work of the
government of the United States, and in the public domain.
"""


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


def write_counts(source):
    """A month and its count in each line."""
    folder = HERE / "forecast"
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text(FORECAST, encoding="utf-8")
    lines = (source / "forecast/airpassengers.csv").read_text(encoding="utf-8").split()[1:]
    counts = [(f"{1949 + i // 12}-{i % 12 + 1:02}", count) for i, count in enumerate(lines)]
    write_lines(folder / "air_passengers.csv", counts)
    lines = (source / "forecast/ae_england_monthly.csv").read_text(encoding="utf-8").split()[1:]
    write_lines(folder / "ae_england.csv",
                [(line[:7], line.split(",")[1]) for line in lines])


def write_lines(file, counts):
    text = "".join(f"{month},{count}\n" for month, count in [("month", "count"), *counts])
    file.write_text(text, encoding="utf-8")


def main():
    source = Path(sys.argv[1])
    write_localities(source)
    write_counts(source)
    copies = dict(COPIES)
    for folder, (kept, ending) in FOLDERS.items():
        for file in sorted((source / folder).glob("*" + ending)):
            if file.name not in NOT_COPIED:
                copies[f"{folder}/{file.name}"] = f"{kept}/{file.name}"
    for taken, kept in copies.items():
        target = HERE / kept
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source / taken, target)
    (HERE / "providers/NOTICE").write_text(PROVIDERS, encoding="utf-8")


if __name__ == "__main__":
    main()
