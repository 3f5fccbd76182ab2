-- The tables of a store, first version. Never edited after a release: changes are new migrations.
--
-- One table a noun, one column a member, in the order of the rows in include/onward/model; dates
-- are text, instants microseconds since 1970 in UTC, lists and nested records JSON. A foreign key
-- stands where an id always names a row; an id that may be 0 has none. Kept rows are never
-- erased, so the keys need no index of their own, and a check costs one look-up at insertion.
-- Checks of names are chains of OR: for IN, SQLite would build a table at every insertion.
--
-- Numbers called noun and counter are those of include/onward/nouns.hpp and storage.hpp.

CREATE TABLE store (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  uuid TEXT NOT NULL,
  name TEXT NOT NULL,
  first_organization_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  reference_key TEXT NOT NULL
) STRICT;

CREATE TABLE organization (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  name TEXT NOT NULL,
  alternate_name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  accepting INTEGER NOT NULL CHECK (accepting IN (0, 1)),
  alert TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  working_days TEXT NOT NULL CHECK (json_valid(working_days)),
  holidays TEXT NOT NULL CHECK (json_valid(holidays)),
  capacity_limit INTEGER,
  partners_required INTEGER NOT NULL CHECK (partners_required IN (0, 1)),
  send_to TEXT NOT NULL CHECK (json_valid(send_to)),
  receive_from TEXT NOT NULL CHECK (json_valid(receive_from)),
  source_system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  email TEXT NOT NULL,
  website TEXT NOT NULL,
  alternative_contact TEXT NOT NULL,
  calendar_id INTEGER NOT NULL,
  description TEXT NOT NULL,
  contacts TEXT NOT NULL CHECK (json_valid(contacts)),
  year_incorporated INTEGER,
  represented_by_sender INTEGER NOT NULL CHECK (represented_by_sender IN (0, 1)),
  capacity_reported_at INTEGER
) STRICT;
CREATE INDEX organization_source ON organization (source_system, external_id);
CREATE INDEX organization_name ON organization (name);

CREATE TABLE staff (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  login_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX staff_login ON staff (login_key);

CREATE TABLE role (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  name TEXT NOT NULL,
  permissions TEXT NOT NULL CHECK (json_valid(permissions))
) STRICT;
CREATE UNIQUE INDEX role_name ON role (name);

CREATE TABLE membership (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  staff_id INTEGER NOT NULL REFERENCES staff,
  organization_id INTEGER NOT NULL REFERENCES organization,
  role_id INTEGER NOT NULL REFERENCES role,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX membership_staff ON membership (staff_id, organization_id);
CREATE INDEX membership_organization ON membership (organization_id, staff_id);

CREATE TABLE issue (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  questionnaire_id INTEGER NOT NULL,
  questionnaire_required INTEGER NOT NULL CHECK (questionnaire_required IN (0, 1)),
  category TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX issue_code ON issue (code);

CREATE TABLE location (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  address TEXT NOT NULL,
  locality TEXT NOT NULL,
  latitude_microdegrees INTEGER,
  longitude_microdegrees INTEGER,
  source_system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  is_virtual INTEGER NOT NULL CHECK (is_virtual IN (0, 1)),
  accessibility TEXT NOT NULL CHECK (json_valid(accessibility)),
  schedules TEXT NOT NULL CHECK (json_valid(schedules)),
  contacts TEXT NOT NULL CHECK (json_valid(contacts))
) STRICT;
CREATE INDEX location_source ON location (source_system, external_id);
CREATE INDEX location_organization ON location (organization_id);

CREATE TABLE service (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  name TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  accepting INTEGER NOT NULL CHECK (accepting IN (0, 1)),
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  age_from_months INTEGER,
  age_below_months INTEGER,
  genders TEXT NOT NULL CHECK (json_valid(genders)),
  localities TEXT NOT NULL CHECK (json_valid(localities)),
  languages TEXT NOT NULL CHECK (json_valid(languages)),
  income_percent_limit INTEGER,
  populations TEXT NOT NULL CHECK (json_valid(populations)),
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  capacity_limit INTEGER,
  waitlist INTEGER NOT NULL CHECK (waitlist IN (0, 1)),
  capacity_reported_at INTEGER,
  wait_days INTEGER,
  locations TEXT NOT NULL CHECK (json_valid(locations)),
  source_system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  description TEXT NOT NULL,
  eligibility_description TEXT NOT NULL,
  required_documents TEXT NOT NULL CHECK (json_valid(required_documents)),
  fees_description TEXT NOT NULL,
  costs TEXT NOT NULL CHECK (json_valid(costs)),
  schedules TEXT NOT NULL CHECK (json_valid(schedules)),
  contacts TEXT NOT NULL CHECK (json_valid(contacts)),
  radius_meters INTEGER
) STRICT;
CREATE INDEX service_source ON service (source_system, external_id);
CREATE INDEX service_organization ON service (organization_id);

CREATE TABLE policy (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  scope TEXT NOT NULL CHECK (scope = 'store' OR scope = 'organization' OR scope = 'issue'),
  organization_id INTEGER NOT NULL,
  issue_id INTEGER NOT NULL,
  knobs TEXT NOT NULL CHECK (json_valid(knobs))
) STRICT;
CREATE UNIQUE INDEX policy_scope ON policy (scope, organization_id, issue_id);

CREATE TABLE client (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  registered_by INTEGER NOT NULL REFERENCES organization,
  registered_at INTEGER NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  birth_date TEXT,
  gender TEXT NOT NULL
    CHECK (gender = 'unknown' OR gender = 'female' OR gender = 'male' OR gender = 'other' OR
      gender = 'prefer_not_to_say'),
  locality TEXT NOT NULL,
  language TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  income_percent INTEGER,
  populations TEXT NOT NULL CHECK (json_valid(populations)),
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  title TEXT NOT NULL,
  preferred_name TEXT NOT NULL,
  pronouns TEXT NOT NULL,
  alternate_phone TEXT NOT NULL,
  contact_permissions TEXT NOT NULL CHECK (json_valid(contact_permissions)),
  nhs_number TEXT NOT NULL,
  gp_name TEXT NOT NULL,
  gp_practice TEXT NOT NULL,
  address TEXT NOT NULL,
  postcode TEXT NOT NULL,
  no_fixed_abode INTEGER NOT NULL CHECK (no_fixed_abode IN (0, 1)),
  latitude_microdegrees INTEGER,
  longitude_microdegrees INTEGER
) STRICT;

CREATE TABLE client_key (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  key TEXT NOT NULL,
  client_id INTEGER NOT NULL REFERENCES client,
  organization_id INTEGER NOT NULL REFERENCES organization
) STRICT;
CREATE UNIQUE INDEX client_key_key ON client_key (key, organization_id, client_id);

CREATE TABLE consent (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  client_id INTEGER NOT NULL REFERENCES client,
  organization_id INTEGER NOT NULL REFERENCES organization,
  recorded_by INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  given_at INTEGER NOT NULL,
  given_by TEXT NOT NULL,
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  receivers TEXT NOT NULL CHECK (json_valid(receivers)),
  expires_on TEXT,
  withdrawn_at INTEGER,
  onward_allowed INTEGER NOT NULL CHECK (onward_allowed IN (0, 1)),
  data_classes TEXT NOT NULL CHECK (json_valid(data_classes))
) STRICT;
CREATE INDEX consent_client ON consent (client_id);

CREATE TABLE need (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  reference TEXT NOT NULL,
  client_id INTEGER NOT NULL REFERENCES client,
  issue_id INTEGER NOT NULL REFERENCES issue,
  sender_id INTEGER NOT NULL REFERENCES organization,
  sent_by INTEGER NOT NULL,
  phase TEXT NOT NULL
    CHECK (phase = 'draft' OR phase = 'open' OR phase = 'claimed' OR phase = 'resolved' OR
      phase = 'unresolved' OR phase = 'cancelled'),
  reason TEXT NOT NULL
    CHECK (reason = 'none' OR reason = 'nobody_eligible' OR reason = 'refused' OR
      reason = 'no_response' OR reason = 'failed' OR reason = 'no_positive_outcome' OR
      reason = 'mixed' OR reason = 'sender_withdrew' OR reason = 'unmet' OR
      reason = 'entered_in_error' OR reason = 're_referred' OR reason = 'consent_ended'),
  urgency TEXT NOT NULL CHECK (urgency = 'routine' OR urgency = 'soon' OR urgency = 'urgent'),
  outcome TEXT NOT NULL
    CHECK (outcome = 'none' OR outcome = 'unable_to_contact' OR outcome = 'client_declined' OR
      outcome = 'unsuccessful' OR outcome = 'partial' OR outcome = 'successful'),
  claimed_by INTEGER NOT NULL,
  follows INTEGER NOT NULL,
  consent_id INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  due_at INTEGER NOT NULL,
  escalated INTEGER NOT NULL CHECK (escalated IN (0, 1)),
  reminded INTEGER NOT NULL CHECK (reminded IN (0, 1)),
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  blocking TEXT NOT NULL CHECK (json_valid(blocking)),
  relaxation TEXT NOT NULL CHECK (json_valid(relaxation)),
  close_note TEXT NOT NULL,
  self_referral INTEGER NOT NULL CHECK (self_referral IN (0, 1)),
  withdrawing INTEGER NOT NULL CHECK (withdrawing IN (0, 1)),
  part_of INTEGER NOT NULL,
  forwarded_from INTEGER NOT NULL,
  onward_outcome TEXT NOT NULL
    CHECK (onward_outcome = 'none' OR onward_outcome = 'unable_to_contact' OR
      onward_outcome = 'client_declined' OR onward_outcome = 'unsuccessful' OR
      onward_outcome = 'partial' OR onward_outcome = 'successful'),
  transferred_from INTEGER NOT NULL,
  open_request INTEGER NOT NULL CHECK (open_request IN (0, 1)),
  unassigned INTEGER NOT NULL CHECK (unassigned IN (0, 1)),
  consent_ends_on TEXT,
  reminders INTEGER NOT NULL,
  reason_code TEXT NOT NULL,
  confirmation_asked_at INTEGER,
  reason_for_referral TEXT NOT NULL,
  special_requirements TEXT NOT NULL,
  notes_for_provider TEXT NOT NULL,
  preferred_date TEXT
) STRICT;
CREATE INDEX need_client ON need (client_id);
CREATE INDEX need_sender ON need
  (sender_id, phase, opened_at, id, issue_id, reason, urgency, consent_ends_on,
  confirmation_asked_at);
CREATE INDEX need_due ON need (due_at);
CREATE INDEX need_unassigned ON need
  (unassigned, opened_at, id, issue_id, client_id, sender_id);

CREATE TABLE referral (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  reference TEXT NOT NULL,
  need_id INTEGER NOT NULL REFERENCES need,
  client_id INTEGER NOT NULL REFERENCES client,
  issue_id INTEGER NOT NULL REFERENCES issue,
  sender_id INTEGER NOT NULL REFERENCES organization,
  receiver_id INTEGER NOT NULL REFERENCES organization,
  service_id INTEGER NOT NULL,
  phase TEXT NOT NULL
    CHECK (phase = 'draft' OR phase = 'requested' OR phase = 'received' OR phase = 'accepted' OR
      phase = 'in_progress' OR phase = 'on_hold' OR phase = 'completed' OR phase = 'declined' OR
      phase = 'withdrawn' OR phase = 'superseded' OR phase = 'expired' OR phase = 'failed' OR
      phase = 'error'),
  held_from TEXT NOT NULL
    CHECK (held_from = 'draft' OR held_from = 'requested' OR held_from = 'received' OR
      held_from = 'accepted' OR held_from = 'in_progress' OR held_from = 'on_hold' OR
      held_from = 'completed' OR held_from = 'declined' OR held_from = 'withdrawn' OR
      held_from = 'superseded' OR held_from = 'expired' OR held_from = 'failed' OR
      held_from = 'error'),
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  reason_code TEXT NOT NULL,
  reason_note TEXT NOT NULL,
  outcome TEXT NOT NULL
    CHECK (outcome = 'none' OR outcome = 'unable_to_contact' OR outcome = 'client_declined' OR
      outcome = 'unsuccessful' OR outcome = 'partial' OR outcome = 'successful'),
  outcome_note TEXT NOT NULL,
  urgency TEXT NOT NULL CHECK (urgency = 'routine' OR urgency = 'soon' OR urgency = 'urgent'),
  requested_at INTEGER NOT NULL,
  opened_at INTEGER,
  received_at INTEGER,
  accepted_at INTEGER,
  started_at INTEGER,
  held_at INTEGER,
  finished_at INTEGER,
  review_due_at INTEGER,
  close_due_at INTEGER,
  due_at INTEGER NOT NULL,
  overdue INTEGER NOT NULL CHECK (overdue IN (0, 1)),
  assignee_id INTEGER NOT NULL,
  send_back_due_at INTEGER,
  information_asked_at INTEGER,
  withdrawal_asked_at INTEGER,
  withdrawal_reason_code TEXT NOT NULL,
  appointment TEXT NOT NULL
    CHECK (appointment = 'none' OR appointment = 'scheduled' OR appointment = 'completed' OR
      appointment = 'no_show' OR appointment = 'cancelled'),
  contact TEXT NOT NULL
    CHECK (contact = 'none' OR contact = 'attempted' OR contact = 'contacted' OR
      contact = 'unable'),
  contacted_at INTEGER,
  delivered_on TEXT,
  delivered TEXT NOT NULL,
  enrolment TEXT NOT NULL
    CHECK (enrolment = 'none' OR enrolment = 'enrolled' OR enrolment = 'not_enrolled' OR
      enrolment = 'waitlist'),
  enrolment_reason TEXT NOT NULL,
  reminders INTEGER NOT NULL,
  reminded_at INTEGER,
  consent_ends_on TEXT,
  told_by TEXT
    CHECK (told_by = 'email' OR told_by = 'phone' OR told_by = 'sms' OR told_by = 'voicemail' OR
      told_by = 'post'),
  capacity_override TEXT NOT NULL,
  last_update_at INTEGER,
  pauses TEXT NOT NULL CHECK (json_valid(pauses)),
  reason_note_by TEXT
    CHECK (reason_note_by = 'sender' OR reason_note_by = 'receiver' OR
      reason_note_by = 'administrator' OR reason_note_by = 'system'),
  outcome_note_by TEXT
    CHECK (outcome_note_by = 'sender' OR outcome_note_by = 'receiver' OR
      outcome_note_by = 'administrator' OR outcome_note_by = 'system'),
  withdrawal_note TEXT NOT NULL,
  withdrawal_note_by TEXT
    CHECK (withdrawal_note_by = 'sender' OR withdrawal_note_by = 'receiver' OR
      withdrawal_note_by = 'administrator' OR withdrawal_note_by = 'system')
) STRICT;
CREATE INDEX referral_need ON referral (need_id);
CREATE INDEX referral_receiver ON referral
  (receiver_id, phase, requested_at, id, issue_id, urgency, overdue, consent_ends_on);
CREATE INDEX referral_sender ON referral
  (sender_id, phase, requested_at, id, issue_id, urgency, overdue, consent_ends_on);
CREATE INDEX referral_due ON referral (due_at);

CREATE TABLE note (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  need_id INTEGER NOT NULL REFERENCES need,
  referral_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  visible_to TEXT NOT NULL
    CHECK (visible_to = 'own_organization' OR visible_to = 'sender_and_receiver' OR
      visible_to = 'everyone'),
  carried_from INTEGER NOT NULL
) STRICT;
CREATE INDEX note_need ON note (need_id);

CREATE TABLE import (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  source_system TEXT NOT NULL,
  blobs TEXT NOT NULL CHECK (json_valid(blobs)),
  phase TEXT NOT NULL CHECK (phase = 'running' OR phase = 'finished'),
  blob_index INTEGER NOT NULL,
  byte_offset INTEGER NOT NULL,
  line INTEGER NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  deactivated INTEGER NOT NULL,
  refused INTEGER NOT NULL
) STRICT;

CREATE TABLE import_problem (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  import_id INTEGER NOT NULL REFERENCES import,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  column TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX import_problem_import ON import_problem (import_id);

CREATE TABLE idempotency (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  ids TEXT NOT NULL CHECK (json_valid(ids)),
  expires_at INTEGER NOT NULL,
  answer TEXT NOT NULL CHECK (answer = '' OR json_valid(answer))
) STRICT;
CREATE UNIQUE INDEX idempotency_key ON idempotency (key);
CREATE INDEX idempotency_expiry ON idempotency (expires_at);

-- What a summary counts, kept beside the rows that are counted.
CREATE TABLE counter (
  counter INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  detail INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (counter, subject, detail)
) STRICT, WITHOUT ROWID;

-- History. The personal part stands apart, so that it can be erased and the leaf still proves.
CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  time INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  organization INTEGER NOT NULL,
  operation TEXT NOT NULL,
  noun INTEGER NOT NULL,
  id INTEGER NOT NULL,
  format INTEGER NOT NULL,
  open BLOB NOT NULL,
  personal_digest BLOB CHECK (length(personal_digest) = 32),
  leaf BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;
CREATE INDEX journal_row ON journal (noun, id, sequence);

CREATE TABLE journal_personal (
  sequence INTEGER PRIMARY KEY,
  personal BLOB NOT NULL
) STRICT;

-- Hashes of complete subtrees of 256^level leaves.
CREATE TABLE journal_tile (
  level INTEGER NOT NULL CHECK (level > 0),
  position INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

-- The last id of a noun whose rows are erased; without a line it is the greatest that is kept.
CREATE TABLE sequence (
  noun INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE blob (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
  blob INTEGER NOT NULL REFERENCES blob (number),
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (blob, position)
) STRICT;
