"""What is exported is HSDS 3.0: tests/directory_export_test.cpp compares an export with the file of
tests/expected/directory, and its objects are valid by the schemas of HSDS. So are those of real
feeds, and of directories made by chance."""

import copy
import csv
import io
import json
import pathlib
import random

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests/data/hsds"
EXPORTED = json.loads((ROOT / "tests/expected/directory/exported.json").read_text("utf-8"))


def inlined(name):
    """A schema with the ones it names put in their place, as deep as an export goes."""
    return _inlined(json.loads((FOLDER / name).read_text("utf-8")), {name})


def _inlined(schema, above):
    if isinstance(schema, list):
        return [_inlined(item, above) for item in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref")
    if name is None:
        return {key: _inlined(value, above) for key, value in schema.items()}
    if name in above:
        return {"not": {}}  # an export holds no object inside one of its own kind
    return _inlined(json.loads((FOLDER / name).read_text("utf-8")), above | {name})


SCHEMAS = {kind: inlined(kind + ".json") for kind in ("organization", "location", "service")}


def kind_of(item):
    if "location_type" in item:
        return "location"
    return "service" if "status" in item else "organization"


def is_hsds(item):
    validator = jsonschema.Draft202012Validator(
        SCHEMAS[kind_of(item)], format_checker=jsonschema.FormatChecker())
    return validator.is_valid(item)


def test_every_kind_is_there():
    assert [kind_of(item) for item in EXPORTED] == (
        ["organization"] * 2 + ["location"] * 2 + ["service"] * 2)


@pytest.mark.parametrize("item", EXPORTED, ids=lambda item: item["name"])
def test_what_is_exported_is_hsds(item):
    assert is_hsds(item)


def test_references_lead_to_objects_of_the_file():
    ids = {item["id"] for item in EXPORTED}
    assert len(ids) == len(EXPORTED)
    for item in EXPORTED:
        assert item.get("organization_id", item["id"]) in ids
        for at in item.get("service_at_locations", []):
            assert at["location_id"] in ids


def test_places_are_told_as_hsds_3_1_tells_them():
    """HSDS 3.0 has no member for them, and lets others stand beside its own."""
    places = [place for item in EXPORTED for place in item.get("capacities", [])]
    assert [(p["available"], p["maximum"], p["unit"]["name"]) for p in places] == [(5, 5, "place")]
    assert {"id", "unit", "available", "updated"} <= set(places[0])


OHANA = ["org_with_spelled_out_date", "valid_org", "locations", "valid_service", "valid_category",
         "valid_address", "valid_service_contact", "valid_contact_phone", "valid_service_phone",
         "valid_org_phone", "invalid_regular_schedule", "valid_service_holiday_schedule"]
FLORIDA = ["organizations", "locations", "services"]


def exported(session, source_system=""):
    written = session.directory.export(blob="out", source_system=source_system, limit=10_000)
    while written.cursor:
        written = session.directory.export(
            blob="out", source_system=source_system, limit=10_000, cursor=written.cursor)
    return json.loads(session.get_blob("out"))


def imported(session, source_system, files):
    for name, file in files.items():
        session.put_blob(name, file)
    read = session.directory.import_(
        source_system=source_system, blobs=list(files), limit=10_000)
    while read.phase == "running":
        read = session.directory.import_(import_id=read.id, limit=10_000)
    return read


def table(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


@pytest.mark.parametrize("source, folder, names", [
    ("ohana", "tests/data/ohana", OHANA), ("florida", "examples/data", FLORIDA)])
def test_real_feeds_leave_as_hsds(session, source, folder, names):
    imported(session, source, {name: ROOT / folder / f"{name}.csv" for name in names})
    items = exported(session)
    assert {kind_of(item) for item in items} == {"organization", "location", "service"}
    assert [item for item in items if not is_hsds(item)] == []


ADDRESSES = ["", "ask at the desk", "ann@example.org", "ann@example.org, bea@example.org", "n/a",
             "zoë@example.org", "a@b@c", "@", "www.example.org", "example.org/a?b#c",
             "https://a.org/é", "http://", "http://a b.org", "https://example.org/%zz",
             "https://example.org/%C3%A9", "javascript:alert(1)", "HTTP://EXAMPLE.ORG",
             "http://[::1]/", "ftp://example.org", "https://example.org/<b>",
             "www.example.org, www.example.com", "http://a.org/#b#c"]


def feed_by_chance(chance):
    """Whatever people write into the columns of addresses."""
    def of(count, **more):
        return [{"id": at + 1, **{key: make() for key, make in more.items()}}
                for at in range(count)]

    def address():
        return chance.choice(ADDRESSES)

    def parent():
        return chance.randint(1, 20)

    def words():
        return "".join(chance.choice('ab "\\é€😀') for _ in range(9)) + "x"

    def empty():
        return ""

    organizations = of(20, name=words, date_incorporated=empty, alternate_name=words,
                       description=words, email=address, website=address)
    locations = of(20, organization_id=parent, name=words, latitude=lambda: chance.uniform(-90, 90),
                   longitude=lambda: chance.uniform(-180, 180), accessibility=empty,
                   virtual=lambda: chance.choice(["true", "false"]), transportation=empty)
    contacts = of(60, location_id=empty, organization_id=parent, service_id=empty, name=words,
                  title=empty, email=address, department=empty)
    return {"organizations": table(organizations), "locations": table(locations),
            "contacts": table(contacts)}


def fill_by_chance(session, chance):
    """What operations take: the rest of whom a service is for, when, and what it costs."""
    session.code.set(list="population", code="family", name="Families")
    session.issue.create(code="food", name="Food")
    for at in range(20):
        mine = session.organization.create(
            name=f"Own {at}", alternate_name=chance.choice(["", "O"]),
            email=chance.choice(["", "a@b.org", "zoë@example.org", "desk@council"]),
            website=chance.choice(["", "www.example.org", "https://example.org/a?b=%20"])).id
        place = session.location.create(
            organization_id=mine, name="Door", address=chance.choice(["", "1 Main St"]),
            is_virtual=chance.random() < .5, accessibility=["ramp"])
        session.service.create(
            organization_id=mine, name="Help", issues=[1], locations=[place.id],
            age_from_months=chance.choice([None, 0, 7, 216]),
            age_below_months=chance.choice([None, 217, 2_000]),
            genders=chance.sample(["female", "male", "other"], 2), languages=["en", "spa"],
            income_percent_limit=chance.choice([None, 0, 125]),
            populations=chance.choice([[], ["family"]]), localities=chance.choice([[], ["lee"]]),
            capacity_limit=chance.choice([None, 0, 5]), wait_days=chance.choice([None, 3]),
            radius_meters=chance.choice([None, 2_500]), required_documents=["Passport"],
            costs=[{"amount_minor_units": chance.randint(0, 9_999),
                    "currency": chance.choice(["USD", "JPY", "KWD"])}, {"option": "ask"}],
            schedules=[{"weekdays": chance.sample(["monday", "sunday"], 1),
                        "opens_at_minutes": chance.randint(0, 1_440)}],
            contacts=[{"name": "Bea", "email": chance.choice(["", "bea@example.org"])},
                      {"phones": [{"number": "1", "extension": chance.choice(["", "2", "x"])}]}])


@pytest.mark.parametrize("seed", range(5))
def test_directories_made_by_chance_leave_as_hsds(session, seed):
    chance = random.Random(seed)
    fill_by_chance(session, chance)
    read = imported(session, "chance", feed_by_chance(chance))
    assert read.refused == 0 and read.added == 40
    items = exported(session)
    assert [item for item in items if not is_hsds(item)] == []
    assert any("website" in item for item in items) and any("email" in item for item in items)


def test_what_is_no_address_stays_here_and_is_not_told(session):
    imported(session, "lee", {"o": table([
        {"id": 1, "name": "Kitchen", "date_incorporated": "", "alternate_name": "",
         "description": "", "email": "ask at the desk", "website": "www.example.org"},
        {"id": 2, "name": "Homes", "date_incorporated": "", "alternate_name": "",
         "description": "", "email": "homes@example.org", "website": "ask at the desk"}])})
    kitchen = session.organization.get(organization_id=2)
    assert (kitchen.email, kitchen.website) == ("ask at the desk", "www.example.org")
    told = {item["name"]: (item.get("email"), item.get("website")) for item in exported(session)}
    assert told["Kitchen"] == (None, "http://www.example.org")
    assert told["Homes"] == ("homes@example.org", None)

    # Read again it says nothing new, though it tells how the page is fetched.
    exported(session, "lee")
    again = imported(session, "lee", {"again": session.get_blob("out")})
    assert (again.changed, again.unchanged) == (0, 2)
    assert session.organization.get(organization_id=2).email == "ask at the desk"


DAMAGES = {
    "a page without how it is fetched": lambda item: item.update(
        {"organization": {"website": "www.example.org"}, "location": {"url": "www.example.org"},
         "service": {"url": "www.example.org"}}[kind_of(item)]),
    "mail to nobody": lambda item: item.update(contacts=[{"id": item["id"], "email": "ask"}]),
    "an identifier that is none": lambda item: item.update(id="1"),
    "no identifier": lambda item: item.pop("id"),
    "a name as number": lambda item: item.update(name=1),
    "a telephone without number": lambda item: item.update(phones=[{"id": item["id"]}]),
    "contacts that are no list": lambda item: item.update(contacts={}),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_schemas_see_damage(damage):
    for item in EXPORTED:
        damaged = copy.deepcopy(item)
        damage(damaged)
        assert not is_hsds(damaged)
