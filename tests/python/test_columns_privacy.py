"""No table shows a session more, or less, than the operations that answer such rows.

The world of every case file is looked at as each of its sessions: once row by row, by what the
operations say, and once as tables.
"""

import json

import onward
import pytest
from test_cases import FILES, Runner

TABLES = [table["name"] for table in onward.describe()["tables"]]
WORLDS = [f for f in FILES if f.stem not in {"directory_export", "import_ohana"}]  # nobody in them


class Journeys(Runner):
    """A case file whose sessions are remembered."""

    def __init__(self, folder):
        self.met = []
        super().__init__(folder)

    def act(self, staff, organization):
        super().act(staff, organization)
        if self.who not in self.met:
            self.met.append(self.who)


def world(path, folder):
    lines = path.read_text(encoding="utf-8").splitlines()
    runner = Journeys(folder)
    if "reopen" not in lines:
        runner.store = ":memory:"
        runner.reopen()
    for line in lines:
        runner.line(line)
    return runner


class Said:
    """What the operations say to a session; nothing where they say no."""

    def __init__(self, session, ids):
        self.session, self.ids = session, ids

    def one(self, operation, **request):
        try:
            return self.session.call(operation, **request).as_json()
        except onward.Refused as refused:
            assert refused.reason in {
                "not_found", "permission_missing", "provider_merged"}, refused
            return None

    def pages(self, operation, member, **request):
        while True:
            page = self.one(operation, **request)
            if page is None:
                return
            yield from page[member]
            if not page.get("cursor"):
                return
            request["cursor"] = page["cursor"]

    def each(self, table, operation, key, *within):
        for id in self.ids(table):
            row = self.one(operation, **{key: id})
            for member in within:
                row = row and row[member]
            if row and row["id"] == id:
                yield row

    def of_each(self, table, operation, key, member):
        for id in self.ids(table):
            yield from self.pages(operation, member, **{key: id})

    def of_staff(self, member):
        for id in self.ids("staff"):
            record = self.one("staff.get", staff_id=id)
            if record:
                yield from record[member] if member == "memberships" else [record[member]]

    def enquiries(self):
        for view in ("received", "sent"):
            yield from self.pages("enquiry.list", "enquiries", view=view)

    def rows(self, table):
        views = {
            "organizations": lambda: self.pages("organization.list", "organizations"),
            "staff": lambda: self.of_staff("staff"),
            "memberships": lambda: self.of_staff("memberships"),
            "roles": lambda: self.pages("role.list", "roles"),
            "issues": lambda: self.pages("issue.list", "issues"),
            "locations": lambda: self.each("locations", "location.get", "location_id"),
            "services": lambda: self.each("services", "service.get", "service_id"),
            "localities": lambda: self.pages("locality.list", "localities"),
            "calendars": lambda: self.pages("calendar.list", "calendars"),
            "questionnaires": lambda: self.each(
                "questionnaires", "questionnaire.get", "questionnaire_id"),
            "policies": lambda: self.pages("policy.list", "policies"),
            "codes": lambda: [row for of in ("category", "population", "attribute")
                              for row in self.pages("code.list", "codes", list=of)],
            "consents": lambda: self.each("consents", "consent.get", "consent_id"),
            "clients": lambda: self.each("clients", "client.get", "client_id"),
            "needs": lambda: self.each("needs", "need.get", "need_id", "need"),
            "referrals": lambda: self.each("referrals", "referral.get", "referral_id"),
            "notes": lambda: self.of_each("needs", "note.list", "need_id", "notes"),
            "attachments": lambda: [
                row for of, key in (("needs", "need_id"), ("intakes", "intake_id"))
                for row in self.of_each(of, "attachment.list", key, "attachments")],
            "intakes": lambda: self.each("intakes", "intake.get", "intake_id"),
            "logged_referrals": lambda: self.pages("referral.list_logged", "logged_referrals"),
            "questionnaire_responses": lambda: self.each(
                "questionnaire_responses", "questionnaire_response.get", "response_id"),
            "transfers": lambda: [row for view in ("received", "sent") for row in self.pages(
                "transfer.list", "transfers", view=view)],
            "agreements": lambda: [row for view in ("sends", "receives") for row in self.pages(
                "agreement.list", "agreements", view=view)],
            "capacity_enquiries": lambda: [e["enquiry"] for e in self.enquiries()],
            "capacity_answers": lambda: [a for e in self.enquiries() for a in e["answers"]],
            "inbox_items": lambda: [row for inbox in ("own", "organization") for row in self.pages(
                "inbox.list", "items", inbox=inbox)],
            "outbox_items": lambda: self.pages("outbox.list", "items"),
            "referring_providers": lambda: self.each(
                "referring_providers", "referring_provider.get", "referring_provider_id"),
            "provider_contacts": lambda: self.of_each(
                "referring_providers", "referring_provider.list_contacts",
                "referring_provider_id", "contacts"),
            "referral_sources": lambda: self.pages("referral_source.list", "referral_sources"),
            "relationship_costs": lambda: self.pages(
                "relationship_cost.list", "relationship_costs", with_voided=True),
            "leads": lambda: self.each("leads", "lead.get", "lead_id", "lead"),
            "touchpoints": lambda: self.of_each(
                "leads", "touchpoint.list", "lead_id", "touchpoints"),
            "attributions": lambda: self.of_each(
                "leads", "attribution.list", "lead_id", "attributions"),
            "specialist_referrals": lambda: self.each(
                "specialist_referrals", "specialist_referral.get", "specialist_referral_id",
                "specialist_referral"),
        }
        for name in ("information_request", "appointment", "barrier", "handover", "message"):
            views[name + "s"] = lambda name=name: self.of_each(
                "referrals", name + ".list", "referral_id", name + "s")
        return {row["id"]: row for row in views[table]()} if table in views else None


# Administrators of the store see these, and no operation lists them all to them.
BEYOND = {"transfers", "agreements", "capacity_enquiries", "capacity_answers"}
BLANK = ("", 0, None, False, [], 0.0)


def shown(session, table, personal, folder):
    path = folder / "table.json"
    session.table(table, personal=personal).to_json(path)
    return {row["id"]: row for row in json.loads(path.read_text(encoding="utf-8"))}


def is_blank(value):
    """What an operation shows in the place of what it withholds."""
    if isinstance(value, dict):
        return all(is_blank(v) for v in value.values())
    return value in BLANK or value in {"unknown", "none", "routine"}


def compare(table, row, said):
    for member, value in row.items():
        told = said[member]
        if value is None and member == "touches":  # of which a list leaves out the shares alone
            assert all(touch["credit_millionths"] is None for touch in told), (table, row["id"])
        elif value is None and told is not None:
            assert is_blank(told), (table, row["id"], member, told)
        else:
            assert value == told, (table, row["id"], member)


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_tables_show_what_operations_show(path, tmp_path):
    runner = world(path, tmp_path)
    counts = {}

    def ids(table):
        """Every number that a row of the table may have."""
        if table not in counts:
            counts[table] = 1
            for who in runner.met:
                try:
                    rows = shown(runner.engine.session(**who), table, False, tmp_path)
                except onward.Refused:
                    continue
                counts[table] = max([counts[table], *rows])
        return range(1, counts[table] + 2)

    for who in runner.met:
        session = runner.engine.session(**who)
        said = Said(session, ids)
        runs_store = who["organization_id"] == 1
        for table in TABLES:
            try:
                open_rows = shown(session, table, False, tmp_path)
                rows = open_rows and shown(session, table, True, tmp_path)
            except onward.Refused as refused:
                assert refused.reason in {
                    "session_invalid", "permission_missing", "organization_inactive"}
                continue
            assert list(rows) == list(open_rows) == sorted(rows)
            told = said.rows(table)
            if told is None:
                continue
            if not (runs_store and table in BEYOND):
                assert set(rows) == set(told), (who, table)
            for id in told:
                compare(table, rows[id], told[id])
                for member, value in open_rows[id].items():
                    assert value == rows[id][member]
    runner.engine.close()


def test_every_table_is_compared_or_known(tmp_path):
    """A new table is compared with the operations, or stands here with a reason."""
    said = Said(None, lambda table: [])
    said.pages = said.each = said.of_each = lambda *more, **request: []
    said.of_staff, said.enquiries = lambda member: [], lambda: []
    left = {table for table in TABLES if said.rows(table) is None}
    assert left == {
        "reason_codes",  # listed among the standard ones, without numbers
        "client_links", "client_merges",  # of administrators alone
        "subscriptions",  # asked for one by one
        "practice_policies",  # defaults are filled in
    }
