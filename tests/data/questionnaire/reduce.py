"""Makes the files of this folder: the codes and structure of others' forms, without their prose.

    python3 reduce.py FOLDER

FOLDER holds `questionnaire`, `fhir/r4-official-examples` and `fhir/schema`, as README.md says.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OFFICIAL = "fhir/r4-official-examples/"
FILES = {
    "enable_when": "questionnaire/Questionnaire-questionnaire-sdc-test-enableWhen",
    "hunger_vital_sign": "questionnaire/Questionnaire-hunger-vital-sign-example",
    "hunger_vital_sign_response": "questionnaire/QuestionnaireResponse-hunger-vital-sign-example",
    "3141": OFFICIAL + "Questionnaire-3141",
    "bb": OFFICIAL + "Questionnaire-bb",
    "f201": OFFICIAL + "Questionnaire-f201",
    "gcs": OFFICIAL + "Questionnaire-gcs",
    "phq_9": OFFICIAL + "Questionnaire-phq-9-questionnaire",
    "qs1": OFFICIAL + "Questionnaire-qs1",
    "zika": OFFICIAL + "Questionnaire-zika-virus-exposure-assessment",
    "3141_response": OFFICIAL + "QuestionnaireResponse-3141",
    "bb_response": OFFICIAL + "QuestionnaireResponse-bb",
    "f201_response": OFFICIAL + "QuestionnaireResponse-f201",
    "gcs_response": OFFICIAL + "QuestionnaireResponse-gcs",
    "ussg_fht_response": OFFICIAL + "QuestionnaireResponse-ussg-fht-answers",
}
PROSE = {"description", "copyright", "purpose"}


def without_prose(value, name=""):
    """The same tree: narratives left out, sentences named instead of quoted."""
    if isinstance(value, list):
        return [without_prose(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, member in value.items():
        if key == "text" and isinstance(member, dict) and "div" in member:
            continue
        if key in PROSE:
            out[key] = f"The {key}"
        elif key == "text" and isinstance(member, str):
            out[key] = f"The text of {value.get('linkId', name)}"
        else:
            out[key] = without_prose(member, key)
    return out


def without_descriptions(value):
    if isinstance(value, list):
        return [without_descriptions(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: without_descriptions(member) for key, member in value.items()
            if not (key == "description" and isinstance(member, str))}


def reduced_schema(schema):
    """Two resources and what they are made of; in them no other resource is contained."""
    kept, wanted = {}, ["Questionnaire", "QuestionnaireResponse"]
    resources = [{"$ref": f"#/definitions/{name}"} for name in wanted]
    schema["definitions"]["ResourceList"] = {"oneOf": resources}
    while wanted:
        name = wanted.pop()
        if name in kept:
            continue
        kept[name] = without_descriptions(schema["definitions"][name])
        wanted += re.findall(r'"#/definitions/(\w+)"', json.dumps(kept[name]))
    return {"$schema": schema["$schema"], "oneOf": resources,
            "definitions": dict(sorted(kept.items()))}


def write(name, value):
    text = json.dumps(value, indent=1, ensure_ascii=False)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main(folder):
    for name, source in FILES.items():
        text = (folder / f"{source}.json").read_text(encoding="utf-8")
        write(name, without_prose(json.loads(text)))
    schema = json.loads((folder / "fhir/schema/fhir-r4.schema.json").read_text(encoding="utf-8"))
    write("fhir_r4.schema", reduced_schema(schema))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
