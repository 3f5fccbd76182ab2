"""What is exported is HSDS 3.0: tests/directory_export_test.cpp compares an export with the file of
tests/expected/directory, and its objects are valid by the schemas of HSDS."""

import copy
import json
import pathlib

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


DAMAGES = {
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
