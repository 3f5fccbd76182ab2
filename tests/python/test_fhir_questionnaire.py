"""What is written as FHIR is FHIR: tests/questionnaire_fhir_test.cpp compares what is written with
the files of tests/expected/questionnaire, and these are valid by FHIR R4's JSON schema."""

import copy
import datetime
import json
import pathlib

import jsonschema
import onward
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "tests/data/questionnaire/fhir_r4.schema.json").read_text("utf-8"))
WRITTEN = sorted((ROOT / "tests/expected/questionnaire").glob("*.json"))


def is_fhir(value):
    # Of the resource it says it is: "oneOf" would say only that it is none.
    reference = {"$ref": f"#/definitions/{value['resourceType']}"}
    return jsonschema.Draft6Validator({**SCHEMA, "oneOf": [reference]}).is_valid(value)


def test_there_is_something_to_validate():
    assert len(WRITTEN) == 16


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_what_is_written_is_fhir(path):
    assert is_fhir(json.loads(path.read_text("utf-8")))


DAMAGES = {
    "an unknown member": lambda form: form.update(colour="red"),
    "a status that is none": lambda form: form.update(status="open"),
    "a link id as number": lambda form: form["item"][0].update(linkId=1),
    "a type of ours": lambda form: form["item"][0].update(type="open_choice"),
    "an empty text": lambda form: form.update(title=""),
    "a flag as text": lambda form: form["item"][0].update(repeats="true"),
    "an operator of ours": lambda form:
        form["item"][0]["item"][-1]["enableWhen"][0].update(operator="equal"),
    "points as text": lambda form:
        form["item"][1]["answerOption"][0]["valueCoding"]["extension"][0].update(valueDecimal="1"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_sees_what_is_wrong(damage):
    form = json.loads((ROOT / "tests/expected/questionnaire/every_member.json").read_text("utf-8"))
    damaged = copy.deepcopy(form)
    DAMAGES[damage](damaged)
    assert damaged != form
    assert not is_fhir(damaged)


def test_answers_that_go_out_are_fhir_and_come_in_again(session):
    client = session.client.create(details={"given_name": "Eve", "family_name": "Hill"})
    form = session.questionnaire.define(code="home", items=[
        {"link_id": "roof", "type": "boolean"},
        {"link_id": "who", "type": "group", "repeats": True},
        {"link_id": "name", "parent": "who", "type": "string"},
        {"link_id": "moved", "parent": "name", "type": "date"}])
    begun = session.questionnaire_response.start(
        questionnaire_id=form.id, client_id=client.id, items=[
            {"link_id": "roof", "answers": [{"value": {"boolean": False}}]},
            {"link_id": "who"},
            {"link_id": "name", "parent": 1, "answers": [{"value": {"text": "Max"}}]},
            {"link_id": "moved", "parent": 2, "parent_answer": 0,
             "answers": [{"value": {"date": datetime.date(2024, 2, 29)}}]}])
    out = session.questionnaire_response.export_fhir(response_id=begun.id).as_json()["fhir"]
    assert is_fhir(out)
    came = session.questionnaire_response.import_fhir(
        questionnaire_id=form.id, client_id=client.id, fhir=out)
    assert came.response.id != begun.id
    assert came.response.as_json()["items"] == begun.as_json()["items"]
    out["item"][0]["linkId"] = "hat"
    with pytest.raises(onward.Refused) as refused:
        session.questionnaire_response.import_fhir(
            questionnaire_id=form.id, client_id=client.id, fhir=out)
    assert (refused.value.reason, refused.value.path) == (
        "answers_invalid", "/fhir/item/0/linkId")
