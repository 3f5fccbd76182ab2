"""The command line, as a shell meets it."""

import json
import os
import pathlib
import pty
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess

import onward
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ.get("ONWARD_TOOL") or shutil.which("onward")

pytestmark = pytest.mark.skipif(TOOL is None, reason="the command line is not built")


def run(*words, text=None, check=None, **environment):
    done = subprocess.run([TOOL, *map(str, words)], input=text, capture_output=True, text=True,
                          env={"PATH": os.environ["PATH"], **environment})
    if check is not None:
        assert done.returncode == check, done.stderr + done.stdout
    return done


@pytest.fixture
def county(tmp_path):
    """Calls the tool on a store, as its administrator."""
    store = tmp_path / "county.db"
    run("--store", store, "system.create", "--network", "County", "--organization", "Council",
        "--login", "ada", "--name", "Ada Byron", check=0)

    def call(*words, check=0, **more):
        return run("--store", store, "--as", "1:1", *words, check=check, **more)

    call.store = store
    return call


def on_a_terminal(*words, **environment):
    """What the tool writes when its output is a terminal."""
    terminal, side = pty.openpty()
    text = b""
    with subprocess.Popen([TOOL, *map(str, words)], stdout=side, stderr=side,
                          env={"PATH": os.environ["PATH"], **environment}):
        os.close(side)
        while True:
            try:
                piece = os.read(terminal, 65_536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            text += piece
    os.close(terminal)
    return text.decode().replace("\r\n", "\n")


def test_members_are_options(county):
    made = json.loads(county("issue.create", "--code", "housing", "--name", "Housing").stdout)
    assert made["id"] == 1 and made["name"] == "Housing"
    county("organization.create", "--name", "A", "--working_days", "monday,friday",
           "--holidays", '["2025-12-25"]', "--capacity_limit", "3")
    shown = json.loads(county("organization.get", "--organization_id", "2").stdout)
    assert shown["working_days"] == ["monday", "friday"] and shown["capacity_limit"] == 3
    assert shown["holidays"] == ["2025-12-25"]
    client = json.loads(county("client.create", "--details.given_name", "7",
                               "--details.family_name", "", "--json", check=1).stdout)
    assert client["path"] == "/details/family_name"  # and a number may be a name


def test_flags(county):
    assert json.loads(county("journal.verify", "--deep").stdout)["intact"]
    assert json.loads(county("journal.verify", "--deep=false").stdout)["intact"]
    refused = county("journal.verify", "--deep=perhaps", check=1)
    assert "/deep  expected true or false" in refused.stderr


def test_requests_are_json_files_and_standard_input(county, tmp_path):
    (tmp_path / "issue.json").write_text('{"code":"food","name":"Food"}')
    assert json.loads(county("issue.create", '{"code":"a","name":"A"}').stdout)["code"] == "a"
    made = county("issue.create", f"@{tmp_path / 'issue.json'}", "--name", "Meals")
    assert json.loads(made.stdout)["name"] == "Meals"
    made = county("issue.create", "-", text='{"code":"b","name":"B"}')
    assert json.loads(made.stdout)["code"] == "b"
    for unreadable in ("nowhere.json", tmp_path):
        said = county("issue.create", f"@{unreadable}", check=2).stderr
        assert said == f"Not understood: {unreadable} cannot be read\n"
    assert "JSON object" in county("issue.create", "[]", "--name", "A", check=2).stderr


def test_a_configuration_of_over_1_mib_is_carried_over(county, tmp_path):
    other, third = tmp_path / "other.db", tmp_path / "third.db"
    for store in (other, third):
        run("--store", store, "system.create", "--network", "County", "--organization", "Council",
            "--login", "ada", "--name", "Ada Byron", check=0)
    with onward.Engine(store=str(county.store)) as engine:
        session = engine.session(staff_id=1, organization_id=1)
        for version in range(60):
            session.questionnaire.define(code="meals", version=str(version), copyright="n" * 20_000,
                                         items=[{"link_id": "1", "type": "boolean"}])
        given = session.configuration.export()
    document = tmp_path / "configuration.json"
    document.write_text(county("configuration.export").stdout)
    assert document.stat().st_size > 1 << 20
    run("--store", other, "--as", "1:1", "configuration.import", f"@{document}", check=0)
    with onward.Engine(store=str(third)) as engine:
        engine.session(staff_id=1, organization_id=1).configuration.import_(**given.as_json())
    for store in (other, third):
        again = run("--store", store, "--as", "1:1", "configuration.export", check=0)
        assert again.stdout == document.read_text()


def test_refusals_exit_with_1_and_say_why(county):
    county("issue.create", "--code", "a", "--name", "A")
    refused = county("issue.create", "--code", "a", "--name", "B", check=1)
    assert refused.stderr.startswith("Refused: This name or code is in use already.")
    assert "  reason  name_taken\n  path    /code\n" in refused.stderr
    assert json.loads(refused.stdout)["reason"] == "name_taken"
    assert county("issue.create", "--code", "a", "--name", "B", "--table", check=1).stdout == ""
    refused = county("issue.create", "{", check=1)
    assert json.loads(refused.stdout)["reason"] == "malformed_request"


def test_what_is_broken_or_not_understood_exits_with_2(county, tmp_path):
    broken = run("--store", tmp_path / "no/where.db", "system.create", "{}", check=2)
    assert broken.stderr.startswith("Broken: ")
    unknown = county("issue.creat", check=2)
    assert "there is no operation issue.creat; perhaps issue.create" in unknown.stderr
    assert "--store is needed" in run("issue.list", check=2).stderr
    assert "--as is STAFF:ORG" in run("--store", "x", "--as", "ada", "issue.list", check=2).stderr
    assert "--nam" in county("issue.create", "--nam", "A", check=2).stderr


def test_a_mistyped_store_is_not_created(tmp_path):
    for words in (["issue.list"], ["import", "--feed", "a", __file__]):
        said = run("--store", tmp_path / "conty.db", "--as", "1:1", *words, check=2).stderr
        assert said == (f"Not understood: there is no store in {tmp_path / 'conty.db'}; "
                        "system.create makes one, and nothing else does\n")
        assert not any(tmp_path.iterdir())


def test_what_is_no_store_is_left_as_it_is(tmp_path):
    def refused(path):
        return run("--store", path, "--as", "1:1", "issue.list", check=2).stderr

    (tmp_path / "empty.db").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("Call the clinic back on Monday.")
    (tmp_path / "short.txt").write_text("SQLite")
    before = sorted((p.name, p.stat().st_size) for p in tmp_path.iterdir())
    assert "there is no store in" in refused(tmp_path / "empty.db")
    assert "there is no store in :memory:" in refused(":memory:")
    assert "is a folder" in refused(tmp_path / "folder")
    for name in ("notes.txt", "short.txt"):
        assert "is no store, or is damaged at its beginning" in refused(tmp_path / name)
    assert before == sorted((p.name, p.stat().st_size) for p in tmp_path.iterdir())


@pytest.mark.parametrize("words", [
    ["export", "clients", "--personal", "--wher", "id=1"],
    ["import", "--feed", "a", "--dry", __file__],
    ["report", "--html", "/dev/null", "--untl", "2025-01-01"],
    ["simulate", "--cleints", "5"],
    ["list", "issues"],
    ["describe", "--jsn"],
])
def test_no_word_is_passed_over(county, words):
    said = county(*words, check=2)
    assert said.stderr.startswith(f"Not understood: {words[0]} does not take ")
    assert said.stdout == ""
    assert "there is no option --bogus" in run("--bogus", check=2).stderr
    assert "excludes" in county("issue.list", "--json", "--table", check=2).stderr


def test_a_journal_that_is_not_intact_exits_with_2(county):
    assert json.loads(county("journal.verify").stdout)["intact"] is True
    with sqlite3.connect(county.store) as store:
        store.execute("DELETE FROM journal WHERE sequence = 1")
    assert json.loads(county("journal.verify", check=2).stdout)["intact"] is False


def test_output_that_cannot_be_written_exits_with_2(county):
    for words in (["--store", str(county.store), "--as", "1:1", "organization.list"], ["help"],
                  ["describe"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([TOOL, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                  check=False)
        assert done.returncode == 2, words
        assert done.stderr == "Broken: the output cannot be written\n"


def test_tables_are_for_people(county):
    county("organization.create", "--name", "Shelter")
    shown = county("organization.list", "--table").stdout.splitlines()
    assert shown[0] == "organizations"
    assert re.fullmatch(r"  id  revision  name     active  accepting  .*", shown[1])
    assert re.match(r"   1         1  Council  yes ", shown[2])
    assert county("organization.get", "--organization_id", "1", "--table").stdout.startswith(
        "id                     1\nrevision               1\nname                   Council\n")
    for words in (("metric.query", "--metrics", "needs"), ("metric.trend", "--metric", "needs"),
                  ("metric.rank", "--metric", "needs", "--dimension", "issue")):
        assert county(*words, "--table").stdout.startswith("Nothing was counted in this period.\n")


def test_a_terminal_gets_tables_and_colours(county):
    words = ["--store", county.store, "--as", "1:1", "organization.list"]
    assert "\x1b[1morganizations\x1b[0m\n" in on_a_terminal(*words)
    assert "\x1b" not in on_a_terminal(*words, NO_COLOR="1")
    assert json.loads(on_a_terminal(*words, "--json"))["organizations"]
    assert "\x1b" not in county("organization.list", "--table").stdout


def test_names_of_strangers_cannot_command_the_terminal(county):
    county("organization.create", "-", text=json.dumps({"name": "A\x1b[2J\x9b2JB\nC"}), check=None)
    shown = county("organization.list", "--table").stdout
    assert "\x1b" not in shown and "\x9b" not in shown


def test_help_is_made_from_the_table(county):
    shown = run("help", "need.send", check=0).stdout
    assert "--urgency" in shown and "routine | soon | urgent" in shown and "(needed)" in shown
    assert shown == run("need.send", "--help", check=0).stdout
    assert "issue.create  Add a type of help." in run("help", "issue", check=0).stdout
    assert "Exit codes" in run("help", check=0).stdout == run("--help", check=0).stdout
    assert run("help", "nothing", check=2).stderr.startswith("Not understood")
    names = [operation["name"] for operation in onward.describe()["operations"]]
    assert json.loads(run("list", "--json", check=0).stdout) == names
    assert [line.split()[0] for line in run("list", check=0).stdout.splitlines() if line] == names
    assert json.loads(run("describe", check=0).stdout) == onward.describe()
    assert run("--version", check=0).stdout.splitlines()[0] == onward.__version__


def test_examples_in_help_have_the_operations_shape(county, tmp_path):
    # Each member alone is well formed; together they are an administrator who leaves, an import
    # without files, a pair of one client: what is refused is not the shape.
    other = {"agreement.propose": "/receiver_id", "client.link": "/clients",
             "client.merge": "/client_id", "code.add_standard": "/list",
             "configuration.import": "/reason_codes/0/actions/0", "directory.import": "/blobs",
             "issue.add_standard": "/codes/0", "lead.create": "/given_name",
             "lead.join": "/joined_id", "message.mark_read": "/through_id",
             "metric.merge": "/states/0/groups/0/places",
             "need.prescreen": "/issues",
             "outbox.failed": "/failure",
             "questionnaire.import_fhir": "/fhir/resourceType",
             "questionnaire_response.import_fhir": "/fhir/resourceType",
             "reason_code.add": "/actions", "referral.log": "/service_ids",
             "referring_provider.import": "/source_system",
             "referring_provider.merge": "/merged_id",
             "specialist_referral.give_feedback": "/text",
             "specialist_referral.receive_report": "/specialist_notes",
             "referral.record_enrolment": "/reason", "staff.leave": "/staff_id",
                 "relationship_cost.record": "/referring_provider_id"}
    for operation in onward.describe()["operations"]:
        for line in run("help", operation["name"], check=0).stdout.splitlines()[-2:]:
            store = tmp_path / "copy.db"
            for path in tmp_path.glob("county.db*"):
                shutil.copy(path, path.with_name(path.name.replace("county", "copy")))
            words = shlex.split(line.replace("county.db", str(store)))
            done = run(*words[1:], "--json")
            assert done.returncode in {0, 1}, (line, done.stderr)
            if done.returncode == 1:
                refused = json.loads(done.stdout)
                assert refused["reason"] != "malformed_request" or (
                    refused["path"] == other.get(operation["name"])), (line, refused)


def test_import_reads_a_feed(county):
    files = [ROOT / "examples/data" / name
             for name in ("organizations.csv", "locations.csv", "services.csv")]
    report = json.loads(county("import", "--feed", "florida", *files).stdout)
    assert report["import"]["phase"] == "finished" and report["import"]["added"] > 500
    assert report["problems"] and all(problem["line"] for problem in report["problems"])
    again = county("import", "--feed", "florida", *files, "--table").stdout
    assert re.search(r"^added +0$", again, re.MULTILINE)
    assert re.search(r"^unchanged +5\d\d$", again, re.MULTILINE)
    assert "services.csv" in again
    bar = on_a_terminal("--store", county.store, "--as", "1:1", "import", "--feed", "f", *files)
    assert re.search(r"directory\.import \[#+\.*\] \d+%", bar)
    missing = county("import", "--feed", "florida", "nowhere.csv", check=2)
    assert "nowhere.csv cannot be read" in missing.stderr
    assert "--feed" in county("import", files[0], check=2).stderr
    assert "--feed" in county("import", "--feed", "florida", check=2).stderr
    with onward.Engine(county.store) as engine:
        session = engine.session(staff_id=1, organization_id=1)
        with pytest.raises(onward.Refused):  # the files were erased when they had been read
            session.get_blob(report["import"]["blobs"][0])


def test_import_tells_files_of_the_same_name_apart(county, tmp_path):
    for folder, organization in ("x", "Aid"), ("y", "Bay"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "organizations.csv").write_text(
            f"organization_uuid,organization_name\n{folder},{organization}\n,Nobody\n")
    files = [tmp_path / folder / "organizations.csv" for folder in "xy"]
    report = json.loads(county("import", "--feed", "two", *files).stdout)
    assert report["import"]["added"] == 2
    assert len({problem["file"] for problem in report["problems"]}) == 2
    table = county("import", "--feed", "two", *files, "--table").stdout
    assert re.search(r"^ +2/organizations.csv ", table, re.MULTILINE)


def test_an_import_that_is_stopped_goes_on_where_it_was(county, tmp_path):
    feed = tmp_path / "organizations.csv"
    with feed.open("w") as file:
        print("organization_uuid,organization_name", file=file)
        for number in range(40_000):
            print(f"o{number},Organisation {number}", file=file)
    words = ["--store", county.store, "--as", "1:1", "import", "--feed", "long", feed]
    terminal, side = pty.openpty()
    with subprocess.Popen([TOOL, *map(str, words)], stdout=subprocess.PIPE, stderr=side) as tool:
        os.close(side)
        said = ""
        while not re.search(r"directory\.import \[", said):  # the first slice is done
            said += os.read(terminal, 4_096).decode()
        tool.send_signal(signal.SIGINT)
        while "To go on" not in said:
            said += os.read(terminal, 4_096).decode()
        while not said.rstrip(" ").endswith("\n"):
            said += os.read(terminal, 4_096).decode()
        assert tool.wait() == 2
    os.close(terminal)
    command = re.search(r"To go on: onward (.*)\r\n", said)[1]
    report = json.loads(run(*shlex.split(command), check=0).stdout)
    assert report["import"]["phase"] == "finished"
    assert report["import"]["added"] == 40_000
    refused = run("--store", county.store, "--as", "1:1", "import", "--import_id", 1, check=1)
    assert "import_finished" in refused.stderr


def test_a_simulated_year_shows_how_far_it_is(tmp_path):
    words = ["simulate", "--years", "1", "--clients", "20", "--services", "20"]
    shown = on_a_terminal(*words, "--table")
    days = [int(day) for day in re.findall(r"Day (\d+) +\[[#.]+\] +\d+%", shown)]
    assert len(days) > 3 and days == sorted(days) and days[-1] == 365
    assert "\x1b[2K" in shown or "\r" in shown  # each over the one before
    assert "Every promise held." in shown
    quiet = run(*words, "--json", check=0)
    assert quiet.stderr == ""
    assert json.loads(quiet.stdout)["broken"] == []


def test_a_simulation_with_changes_is_asked_for(tmp_path):
    assert "--changes" in run("help", check=0).stdout
    words = ["simulate", "--years", "1", "--clients", "60", "--services", "40", "--json"]
    calm, changing = (json.loads(run("--store", tmp_path / name, *words, *more, check=0).stdout)
                      for name, more in (("calm.db", []), ("changing.db", ["--changes"])))
    assert calm["broken"] == changing["broken"] == []
    assert calm["clients"] == changing["clients"] == 60 and calm["root"] != changing["root"]

    def operations(name):
        with sqlite3.connect(tmp_path / name) as store:
            return {word for word, in store.execute("SELECT DISTINCT operation FROM journal")}

    news = {"need.confirm", "transfer.accept", "need.renew_consent"}
    assert news & operations("calm.db") == set() and news <= operations("changing.db")
