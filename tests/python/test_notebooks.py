"""The notebooks in examples run, and say what stands in them.

What one printed and the tables it showed are compared; charts are pictures, whose fonts differ from
machine to machine. Each is written as it ran into build/notebooks, to be copied when it changes.
"""

import base64
import pathlib

import pytest
from test_tool import TOOL

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("altair")
pytest.importorskip("vl_convert")

ROOT = pathlib.Path(__file__).resolve().parents[2]
RAN = ROOT / "build" / "notebooks"
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def texts(notebook):
    """What each cell said: words apart, for packages lay tables out in their own ways."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        said = []
        for output in cell.outputs:
            if output.output_type == "stream":
                said += output.text.split()
            elif "image/png" not in output.get("data", {}):
                said += output["data"]["text/plain"].split()
        yield cell.source, said


def pictures(notebook):
    return [base64.b64decode(output.data["image/png"]) for cell in notebook.cells
            for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


@pytest.mark.skipif(TOOL is None, reason="the command line is not built")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_stands_in_it(path, monkeypatch):
    monkeypatch.setenv("ONWARD_TOOL", str(TOOL))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    stands = nbformat.read(path, as_version=4)
    nbformat.validate(stands)
    runs = nbformat.from_dict(stands)
    client = nbclient.NotebookClient(
        runs, timeout=600, kernel_name="python3", record_timing=False,
        resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    runs.metadata["language_info"] = {"name": "python"}  # without versions
    for cell in runs.cells:
        cell.metadata = {}
    RAN.mkdir(parents=True, exist_ok=True)
    nbformat.write(runs, RAN / path.name)
    # Where the county, or the practice, has come to behave otherwise: copy what ran.
    for (source, expected), (_, said) in zip(texts(stands), texts(runs)):
        assert said == expected, source
    assert len(pictures(runs)) == len(pictures(stands)) > 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures(runs))


def test_there_are_notebooks_and_they_are_whole():
    assert [path.stem for path in NOTEBOOKS] == ["network_manager", "practice_manager"]
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
        outputs = [output for cell in code for output in cell.outputs]
        assert not [o for o in outputs if o.output_type == "error"]
        assert not [o for o in outputs if o.get("name") == "stderr"]  # no warnings
        text = path.read_text(encoding="utf-8")
        assert len(text) < 1_000_000 and "<script" not in text
