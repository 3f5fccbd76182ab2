"""Makes the reduced directory that Onward ships for its examples and tests.

    python3 examples/data/reduce.py CHECKOUT

CHECKOUT is the folder with the original organizations.csv, locations.csv, services.csv and LICENSE.
Columns are left out, rows and cells are not: a row that is broken in the original stays broken, so
that an import has something real to refuse.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Left out: descriptions and other prose, e-mail and web addresses, telephone numbers, tax numbers.
KEPT = {
    "organizations.csv": [
        "organization_uuid",
        "organization_name",
        "organization_alternate_name",
        "organization_year_incorporated",
    ],
    "locations.csv": [
        "organization_name",
        "organization_uuid",
        "location_name",
        "location_uuid",
        "location_address",
    ],
    "services.csv": [
        "service_uuid",
        "organization_name",
        "organization_uuid",
        "service_name",
        "service_alternate_name",
        "service_min_age",
        "service_max_age",
        "service_program",
        "service_income_limit",
        "service_problem_codes",
        "service_require_veteran",
        "service_military_status",
        "service_immigration_status",
        "service_incarceration_status",
        "service_areas",
        "",  # two columns without a name, into which one row has shifted
    ],
}
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")


def reduced(rows, kept):
    """The kept columns of rows, whose first one is the header; every row stays."""
    header = rows[0]
    missing = set(kept) - set(header)
    if missing:
        raise SystemExit(f"the original has no column {sorted(missing)}")
    chosen = [index for index, name in enumerate(header) if name in kept]
    for line, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise SystemExit(f"record {line} has {len(row)} cells, the header {len(header)}")
        cells = [row[index] for index in chosen]
        if any(PERSONAL.search(cell) for cell in cells):
            raise SystemExit(f"record {line} would carry an address or a telephone number")
        yield cells


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    checkout = Path(sys.argv[1])
    for name, kept in KEPT.items():
        with open(checkout / name, encoding="utf-8", newline="") as original:
            rows = list(csv.reader(original, strict=True))
        with open(HERE / name, "w", encoding="utf-8", newline="") as copy:
            csv.writer(copy, lineterminator="\n").writerows(reduced(rows, kept))
        print(f"{name}: {len(rows) - 1} rows")
    (HERE / "LICENSE").write_bytes((checkout / "LICENSE").read_bytes())
    sums = [f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n"
            for name in ["LICENSE", *KEPT]]
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()
