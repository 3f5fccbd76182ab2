-- The practice: who refers to it, whom it refers to, and what became of it.

-- Imports read a practice's providers, too.
ALTER TABLE import ADD COLUMN format TEXT NOT NULL DEFAULT 'directory'
  CHECK (format = 'directory' OR format = 'nppes_csv' OR format = 'npi_json' OR format = 'csv');
ALTER TABLE import ADD COLUMN organization_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN mapping TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(mapping));
ALTER TABLE import ADD COLUMN read TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(read));
CREATE INDEX import_organization ON import (organization_id);

CREATE TABLE referring_provider (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at INTEGER NOT NULL,
  deactivated_at INTEGER,
  source_system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  office_id INTEGER NOT NULL,
  portal_staff_id INTEGER NOT NULL,
  referrals INTEGER NOT NULL,
  first_referral_at INTEGER,
  last_referral_at INTEGER,
  standing TEXT NOT NULL
    CHECK (standing = 'none' OR standing = 'new' OR standing = 'active' OR
      standing = 'declining' OR standing = 'dormant' OR standing = 'reactivated'),
  due_at INTEGER NOT NULL,
  told_standing TEXT NOT NULL
    CHECK (told_standing = 'none' OR told_standing = 'new' OR told_standing = 'active' OR
      told_standing = 'declining' OR told_standing = 'dormant' OR
      told_standing = 'reactivated'),
  told_at INTEGER,
  provider_type TEXT NOT NULL
    CHECK (provider_type = 'general_dentist' OR provider_type = 'pediatric_dentist' OR
      provider_type = 'oral_surgeon' OR provider_type = 'periodontist' OR
      provider_type = 'endodontist' OR provider_type = 'prosthodontist' OR
      provider_type = 'tmj_specialist' OR provider_type = 'ent' OR
      provider_type = 'sleep_medicine' OR provider_type = 'other_specialist'),
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  credentials TEXT NOT NULL,
  specialty TEXT NOT NULL,
  npi TEXT NOT NULL,
  practice_name TEXT NOT NULL,
  address_line1 TEXT NOT NULL,
  address_line2 TEXT NOT NULL,
  city TEXT NOT NULL,
  state TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  phone TEXT NOT NULL,
  fax TEXT NOT NULL,
  email TEXT NOT NULL,
  website TEXT NOT NULL,
  office_manager TEXT NOT NULL,
  referral_coordinator TEXT NOT NULL,
  preferred_contact TEXT NOT NULL,
  preferred_method TEXT NOT NULL
    CHECK (preferred_method = 'fax' OR preferred_method = 'email' OR preferred_method = 'mail' OR
      preferred_method = 'portal' OR preferred_method = 'phone'),
  reports_opted_in INTEGER NOT NULL CHECK (reports_opted_in IN (0, 1)),
  report_frequency TEXT NOT NULL
    CHECK (report_frequency = 'none' OR report_frequency = 'milestone' OR
      report_frequency = 'quarterly' OR report_frequency = 'annually' OR
      report_frequency = 'each_visit'),
  report_format TEXT NOT NULL
    CHECK (report_format = 'summary' OR report_format = 'detailed'),
  relationship_started_on TEXT,
  relationship_strength TEXT NOT NULL
    CHECK (relationship_strength = 'new' OR relationship_strength = 'developing' OR
      relationship_strength = 'moderate' OR relationship_strength = 'strong' OR
      relationship_strength = 'vip'),
  notes TEXT NOT NULL,
  portal_enabled INTEGER NOT NULL CHECK (portal_enabled IN (0, 1)),
  portal_email TEXT NOT NULL,
  merged_into_id INTEGER NOT NULL,
  merged_at INTEGER,
  merged_because TEXT NOT NULL,
  details_taken_over TEXT NOT NULL CHECK (json_valid(details_taken_over)),
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX referring_provider_name ON referring_provider (organization_id, family_name);
CREATE INDEX referring_provider_npi ON referring_provider (organization_id, npi);
CREATE INDEX referring_provider_source ON referring_provider
  (organization_id, source_system, external_id);
CREATE INDEX referring_provider_portal ON referring_provider (portal_staff_id);
CREATE INDEX referring_provider_due ON referring_provider (due_at);
CREATE INDEX referring_provider_standing ON referring_provider
  (organization_id, standing, family_name);
CREATE INDEX referring_provider_merged ON referring_provider (merged_into_id);

CREATE TABLE referring_provider_key (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  key TEXT NOT NULL,
  referring_provider_id INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX referring_provider_key_key ON referring_provider_key
  (organization_id, key, referring_provider_id);

CREATE TABLE provider_contact (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  referring_provider_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  method TEXT NOT NULL
    CHECK (method = 'fax' OR method = 'email' OR method = 'mail' OR method = 'portal' OR
      method = 'phone'),
  contacted_at INTEGER NOT NULL,
  responded_at INTEGER,
  note TEXT NOT NULL,
  voided_at INTEGER,
  voided_because TEXT NOT NULL,
  merged_from_id INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_contact_provider ON provider_contact (referring_provider_id, contacted_at);

CREATE TABLE referral_source (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL
    CHECK (type = 'doctor' OR type = 'specialist' OR type = 'patient' OR type = 'family' OR
      type = 'self' OR type = 'marketing' OR type = 'unknown'),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX referral_source_code ON referral_source (organization_id, code);

CREATE TABLE relationship_cost (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  referring_provider_id INTEGER NOT NULL,
  referral_source_id INTEGER NOT NULL,
  spent_on TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor_units INTEGER NOT NULL CHECK (amount_minor_units > 0),
  purpose TEXT NOT NULL,
  recorded_by INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  voided_at INTEGER,
  voided_because TEXT NOT NULL,
  merged_from_id INTEGER NOT NULL
) STRICT;
CREATE INDEX relationship_cost_organization ON relationship_cost (organization_id, spent_on);
CREATE INDEX relationship_cost_provider ON relationship_cost (referring_provider_id, spent_on);
CREATE INDEX relationship_cost_source ON relationship_cost (referral_source_id, spent_on);

CREATE TABLE touchpoint (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  lead_id INTEGER NOT NULL REFERENCES lead,
  type TEXT NOT NULL
    CHECK (type = 'doctor' OR type = 'specialist' OR type = 'patient' OR type = 'family' OR
      type = 'self' OR type = 'marketing' OR type = 'unknown'),
  referring_provider_id INTEGER NOT NULL,
  referring_client_id INTEGER NOT NULL,
  referral_source_id INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_by INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  voided_at INTEGER,
  voided_because TEXT NOT NULL,
  joined_from_id INTEGER NOT NULL,
  merged_from_id INTEGER NOT NULL
) STRICT;
CREATE INDEX touchpoint_lead ON touchpoint (lead_id, occurred_at);
CREATE INDEX touchpoint_provider ON touchpoint (referring_provider_id, occurred_at);

CREATE TABLE lead (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  phase TEXT NOT NULL
    CHECK (phase = 'open' OR phase = 'converted' OR phase = 'lost' OR phase = 'joined'),
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  converted_at INTEGER,
  consulted_on TEXT,
  treatment_started_on TEXT,
  treatment_completed_on TEXT,
  treatment_value_minor_units INTEGER,
  currency TEXT NOT NULL,
  lost_because TEXT NOT NULL,
  attribution_version INTEGER NOT NULL,
  joined_into_id INTEGER NOT NULL,
  corrected_because TEXT NOT NULL
) STRICT;
CREATE INDEX lead_phase ON lead (organization_id, phase, created_at);
CREATE INDEX lead_client ON lead (client_id);

CREATE TABLE lead_key (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  key TEXT NOT NULL,
  lead_id INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX lead_key_key ON lead_key (organization_id, key, lead_id);

CREATE TABLE attribution (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  lead_id INTEGER NOT NULL REFERENCES lead,
  version INTEGER NOT NULL,
  model TEXT NOT NULL
    CHECK (model = 'first_touch' OR model = 'last_touch' OR model = 'last_non_direct_touch' OR
      model = 'linear' OR model = 'position_based' OR model = 'time_decay'),
  window_days INTEGER NOT NULL,
  half_life_days INTEGER NOT NULL,
  finalized_at INTEGER NOT NULL,
  finalized_by INTEGER NOT NULL,
  because TEXT NOT NULL,
  touches TEXT NOT NULL CHECK (json_valid(touches)),
  voided_at INTEGER,
  voided_because TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX attribution_lead ON attribution (lead_id, version);

CREATE TABLE provider_credit (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  referring_provider_id INTEGER NOT NULL,
  lead_id INTEGER NOT NULL REFERENCES lead,
  client_id INTEGER NOT NULL,
  credit_millionths INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX provider_credit_provider ON provider_credit (referring_provider_id, lead_id);
CREATE INDEX provider_credit_lead ON provider_credit (lead_id);

CREATE TABLE specialist_referral (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  specialist_id INTEGER NOT NULL REFERENCES referring_provider,
  client_id INTEGER NOT NULL,
  need_id INTEGER NOT NULL REFERENCES need,
  referral_id INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  letter_sent_at INTEGER,
  letter_method TEXT
    CHECK (letter_method = 'fax' OR letter_method = 'email' OR letter_method = 'mail' OR
      letter_method = 'portal' OR letter_method = 'phone'),
  appointment_completed_at INTEGER,
  report_received_at INTEGER,
  report_id INTEGER NOT NULL,
  specialist_notes TEXT NOT NULL,
  no_report_because TEXT NOT NULL,
  feedback_score INTEGER,
  feedback TEXT NOT NULL,
  alert TEXT NOT NULL
    CHECK (alert = 'none' OR alert = 'no_appointment' OR alert = 'no_report' OR
      alert = 'no_letter'),
  alerts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  asked_at INTEGER,
  seen_by_report INTEGER NOT NULL CHECK (seen_by_report IN (0, 1)),
  phase_before_visit TEXT
    CHECK (phase_before_visit = 'draft' OR phase_before_visit = 'requested' OR
      phase_before_visit = 'received' OR phase_before_visit = 'accepted' OR
      phase_before_visit = 'in_progress' OR phase_before_visit = 'on_hold' OR
      phase_before_visit = 'completed' OR phase_before_visit = 'declined' OR
      phase_before_visit = 'withdrawn' OR phase_before_visit = 'superseded' OR
      phase_before_visit = 'expired' OR phase_before_visit = 'failed' OR
      phase_before_visit = 'error'),
  merged_from_id INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX specialist_referral_referral ON specialist_referral (referral_id);
CREATE INDEX specialist_referral_organization ON specialist_referral (organization_id, created_at);
CREATE INDEX specialist_referral_specialist ON specialist_referral (specialist_id);
CREATE INDEX specialist_referral_due ON specialist_referral (due_at);

CREATE TABLE practice_policy (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  knobs TEXT NOT NULL CHECK (json_valid(knobs))
) STRICT;
CREATE UNIQUE INDEX practice_policy_organization ON practice_policy (organization_id);
