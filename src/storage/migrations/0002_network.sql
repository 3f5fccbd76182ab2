-- The network: what is done with a referral, who is told, who agreed with whom, and what is asked.

CREATE TABLE client_link (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  first_id INTEGER NOT NULL REFERENCES client,
  second_id INTEGER NOT NULL REFERENCES client,
  kind TEXT NOT NULL CHECK (kind = 'same' OR kind = 'different'),
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  linked_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX client_link_first ON client_link (first_id, second_id);
CREATE INDEX client_link_second ON client_link (second_id);

CREATE TABLE client_merge (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  client_id INTEGER NOT NULL REFERENCES client,
  survivor_id INTEGER NOT NULL REFERENCES client,
  details_revision INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  merged_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX client_merge_client ON client_merge (client_id);
CREATE INDEX client_merge_survivor ON client_merge (survivor_id);

CREATE TABLE match_weights (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  trained_at INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  clients INTEGER NOT NULL,
  pairs INTEGER NOT NULL,
  random_pairs INTEGER NOT NULL,
  expected_matches INTEGER NOT NULL,
  converged INTEGER NOT NULL CHECK (converged IN (0, 1)),
  prior_per_trillion INTEGER NOT NULL,
  odds TEXT NOT NULL CHECK (json_valid(odds))
) STRICT;

CREATE TABLE match_training (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  running INTEGER NOT NULL CHECK (running IN (0, 1)),
  last_client INTEGER NOT NULL,
  next_client INTEGER NOT NULL,
  stride INTEGER NOT NULL,
  clients INTEGER NOT NULL,
  pairs_total INTEGER NOT NULL,
  counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT;

CREATE TABLE information_request (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  referral_id INTEGER NOT NULL REFERENCES referral,
  asked_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  question TEXT NOT NULL,
  answered_by INTEGER NOT NULL,
  answer TEXT NOT NULL,
  closed_at INTEGER,
  due_at INTEGER NOT NULL,
  reminded INTEGER NOT NULL CHECK (reminded IN (0, 1))
) STRICT;
CREATE INDEX information_request_referral ON information_request (referral_id);
CREATE INDEX information_request_due ON information_request (due_at);

CREATE TABLE appointment (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  referral_id INTEGER NOT NULL REFERENCES referral,
  status TEXT NOT NULL
    CHECK (status = 'none' OR status = 'scheduled' OR status = 'completed' OR
      status = 'no_show' OR status = 'cancelled'),
  starts_at INTEGER NOT NULL,
  place TEXT NOT NULL,
  remark TEXT NOT NULL,
  scheduled_by INTEGER NOT NULL,
  scheduled_at INTEGER NOT NULL,
  ended_at INTEGER,
  due_at INTEGER NOT NULL,
  reminded INTEGER NOT NULL CHECK (reminded IN (0, 1)),
  took_place_at INTEGER
) STRICT;
CREATE INDEX appointment_referral ON appointment (referral_id);
CREATE INDEX appointment_due ON appointment (due_at);

CREATE TABLE barrier (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  referral_id INTEGER NOT NULL REFERENCES referral,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  noted_at INTEGER NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind = 'transport' OR kind = 'language' OR kind = 'documents' OR kind = 'cost' OR
      kind = 'childcare' OR kind = 'digital_access' OR kind = 'other'),
  text TEXT NOT NULL,
  resolved_at INTEGER,
  resolved_for INTEGER NOT NULL,
  resolved_by INTEGER NOT NULL,
  resolution TEXT NOT NULL
) STRICT;
CREATE INDEX barrier_referral ON barrier (referral_id);

CREATE TABLE handover (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  referral_id INTEGER NOT NULL REFERENCES referral,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  handed_over_on TEXT NOT NULL,
  documents TEXT NOT NULL
) STRICT;
CREATE INDEX handover_referral ON handover (referral_id);

CREATE TABLE message (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  need_id INTEGER NOT NULL REFERENCES need,
  referral_id INTEGER NOT NULL REFERENCES referral,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  read_at INTEGER,
  read_by INTEGER NOT NULL,
  unread_by_id INTEGER NOT NULL
) STRICT;
CREATE INDEX message_referral ON message (referral_id);
CREATE INDEX message_unread ON message (unread_by_id);

CREATE TABLE transfer (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  need_id INTEGER NOT NULL REFERENCES need,
  issue_id INTEGER NOT NULL REFERENCES issue,
  urgency TEXT NOT NULL CHECK (urgency = 'routine' OR urgency = 'soon' OR urgency = 'urgent'),
  from_id INTEGER NOT NULL REFERENCES organization,
  to_id INTEGER NOT NULL REFERENCES organization,
  requested_by INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  returns_on TEXT,
  phase TEXT NOT NULL
    CHECK (phase = 'requested' OR phase = 'transferred' OR phase = 'lent' OR phase = 'refused' OR
      phase = 'cancelled' OR phase = 'lapsed' OR phase = 'returned'),
  answered_by INTEGER NOT NULL,
  answered_at INTEGER,
  answer_note TEXT NOT NULL,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX transfer_need ON transfer (need_id);
CREATE INDEX transfer_from ON transfer (from_id, phase);
CREATE INDEX transfer_to ON transfer (to_id, phase);
CREATE INDEX transfer_due ON transfer (due_at);

CREATE TABLE subscription (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  need_id INTEGER NOT NULL,
  referral_id INTEGER NOT NULL,
  events TEXT NOT NULL CHECK (json_valid(events)),
  muted TEXT NOT NULL CHECK (json_valid(muted))
) STRICT;
CREATE INDEX subscription_need ON subscription (need_id, organization_id, staff_id);

CREATE TABLE inbox_item (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  event TEXT NOT NULL
    CHECK (event = 'submitted' OR event = 'acknowledged' OR event = 'closed' OR event = 'note' OR
      event = 'file' OR event = 'unresolved' OR event = 'reminded' OR event = 'escalated' OR
      event = 'client_not_told' OR event = 'no_appointment' OR event = 'no_report' OR
      event = 'provider_dormant' OR event = 'provider_returned' OR
      event = 'provider_new' OR event = 'provider_declining' OR event = 'reminded_by_sender' OR
      event = 'overdue' OR event = 'assigned' OR event = 'information_asked' OR
      event = 'information_reminded' OR event = 'information_given' OR
      event = 'withdrawal_asked' OR event = 'withdrawal_refused' OR event = 'consent_withdrawn' OR
      event = 'appointment_reminded' OR event = 'draft_reminded' OR event = 'transfer_requested' OR
      event = 'transfer_answered' OR event = 'agreement_proposed' OR event = 'agreement_changed' OR
      event = 'enquiry_asked' OR event = 'enquiry_answered' OR event = 'consent_expired' OR
      event = 'confirmation_asked' OR event = 'no_letter' OR event = 'chosen' OR
      event = 'not_chosen' OR event = 'taken_back'),
  need_id INTEGER NOT NULL,
  referral_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'unread' OR state = 'read'),
  read_by INTEGER NOT NULL,
  erase_at INTEGER NOT NULL,
  referring_provider_id INTEGER NOT NULL,
  matter TEXT NOT NULL
    CHECK (matter = 'need' OR matter = 'referral' OR matter = 'referring_provider' OR
      matter = 'transfer' OR matter = 'agreement' OR matter = 'capacity_enquiry' OR
      matter = 'intake'),
  matter_id INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_owner ON inbox_item (organization_id, staff_id, state);
CREATE INDEX inbox_matter ON inbox_item (matter, matter_id);
CREATE INDEX inbox_erase ON inbox_item (erase_at);

CREATE TABLE outbox_item (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  client_id INTEGER NOT NULL REFERENCES client,
  need_id INTEGER NOT NULL REFERENCES need,
  referral_id INTEGER NOT NULL,
  news TEXT NOT NULL CHECK (news = 'sent' OR news = 'accepted'),
  channel TEXT NOT NULL
    CHECK (channel = 'email' OR channel = 'phone' OR channel = 'sms' OR channel = 'voicemail' OR
      channel = 'post'),
  phase TEXT NOT NULL
    CHECK (phase = 'queued' OR phase = 'taken' OR phase = 'waiting' OR phase = 'done' OR
      phase = 'given_up'),
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  failure TEXT NOT NULL
    CHECK (failure = 'none' OR failure = 'unreachable' OR failure = 'address_wrong' OR
      failure = 'not_wanted' OR failure = 'host_failed' OR failure = 'no_word' OR
      failure = 'no_channel' OR failure = 'outdated'),
  finished_at INTEGER
) STRICT;
CREATE INDEX outbox_organization ON outbox_item (organization_id, phase, queued_at);
CREATE INDEX outbox_due ON outbox_item (due_at);
CREATE INDEX outbox_client ON outbox_item (client_id);

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  need_id INTEGER NOT NULL,
  referral_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organization,
  staff_id INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  digest TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  type TEXT NOT NULL
    CHECK (type = 'pdf' OR type = 'png' OR type = 'jpeg' OR type = 'gif' OR type = 'text' OR
      type = 'rtf' OR type = 'docx' OR type = 'xlsx' OR type = 'odt'),
  given_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'kept' OR state = 'removed' OR state = 'error'),
  intake_id INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_need ON attachment (need_id);
CREATE INDEX attachment_digest ON attachment (digest);
CREATE INDEX attachment_intake ON attachment (intake_id);

CREATE TABLE questionnaire (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'draft' OR status = 'active' OR status = 'retired'),
  issue_id INTEGER NOT NULL,
  description TEXT NOT NULL,
  publisher TEXT NOT NULL,
  copyright TEXT NOT NULL,
  codes TEXT NOT NULL CHECK (json_valid(codes)),
  items TEXT NOT NULL CHECK (json_valid(items)),
  scales TEXT NOT NULL CHECK (json_valid(scales)),
  score_rules TEXT NOT NULL CHECK (json_valid(score_rules)),
  triage_scale TEXT NOT NULL,
  suggestions TEXT NOT NULL CHECK (json_valid(suggestions))
) STRICT;
CREATE UNIQUE INDEX questionnaire_code ON questionnaire (code, version);

CREATE TABLE questionnaire_response (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  questionnaire_id INTEGER NOT NULL REFERENCES questionnaire,
  issue_id INTEGER NOT NULL,
  client_id INTEGER NOT NULL REFERENCES client,
  need_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL REFERENCES organization,
  recorded_by INTEGER NOT NULL,
  authored_at INTEGER,
  status TEXT NOT NULL
    CHECK (status = 'in_progress' OR status = 'completed' OR status = 'amended' OR
      status = 'entered_in_error' OR status = 'stopped'),
  items TEXT NOT NULL CHECK (json_valid(items)),
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX questionnaire_response_client ON questionnaire_response (client_id);
CREATE INDEX questionnaire_response_due ON questionnaire_response (due_at);

CREATE TABLE agreement (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  sender_id INTEGER NOT NULL REFERENCES organization,
  receiver_id INTEGER NOT NULL REFERENCES organization,
  issues TEXT NOT NULL CHECK (json_valid(issues)),
  valid_from TEXT NOT NULL,
  valid_until TEXT,
  phase TEXT NOT NULL
    CHECK (phase = 'proposed' OR phase = 'agreed' OR phase = 'ended' OR phase = 'expired'),
  proposed_by INTEGER NOT NULL,
  proposed_at INTEGER NOT NULL,
  agreed_at INTEGER,
  ended_at INTEGER,
  ended_by INTEGER NOT NULL,
  expiring INTEGER NOT NULL CHECK (expiring IN (0, 1)),
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX agreement_sender ON agreement (sender_id);
CREATE INDEX agreement_receiver ON agreement (receiver_id);
CREATE INDEX agreement_due ON agreement (due_at);

CREATE TABLE capacity_enquiry (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  sender_id INTEGER NOT NULL REFERENCES organization,
  asked_by INTEGER NOT NULL,
  issue_id INTEGER NOT NULL REFERENCES issue,
  urgency TEXT NOT NULL CHECK (urgency = 'routine' OR urgency = 'soon' OR urgency = 'urgent'),
  places INTEGER NOT NULL,
  age_from_months INTEGER,
  age_below_months INTEGER,
  locality TEXT NOT NULL,
  first_wins INTEGER NOT NULL CHECK (first_wins IN (0, 1)),
  phase TEXT NOT NULL CHECK (phase = 'open' OR phase = 'closed' OR phase = 'expired'),
  won_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  closed_at INTEGER,
  due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX enquiry_sender ON capacity_enquiry (sender_id);
CREATE INDEX enquiry_due ON capacity_enquiry (due_at);

CREATE TABLE capacity_answer (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  enquiry_id INTEGER NOT NULL REFERENCES capacity_enquiry,
  receiver_id INTEGER NOT NULL REFERENCES organization,
  phase TEXT NOT NULL
    CHECK (phase = 'asked' OR phase = 'offered' OR phase = 'declined' OR phase = 'closed'),
  places INTEGER NOT NULL,
  wait_days INTEGER,
  note TEXT NOT NULL,
  held_until INTEGER,
  answered_by INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;
CREATE INDEX capacity_answer_enquiry ON capacity_answer (enquiry_id);
CREATE INDEX capacity_answer_receiver ON capacity_answer (receiver_id);

CREATE TABLE locality (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX locality_code ON locality (code);
CREATE INDEX locality_name ON locality (name);

CREATE TABLE calendar (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  name TEXT NOT NULL,
  holidays TEXT NOT NULL CHECK (json_valid(holidays))
) STRICT;
CREATE UNIQUE INDEX calendar_name ON calendar (name);

CREATE TABLE reason_code (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  actions TEXT NOT NULL CHECK (json_valid(actions)),
  outcome TEXT NOT NULL
    CHECK (outcome = 'none' OR outcome = 'unable_to_contact' OR outcome = 'client_declined' OR
      outcome = 'unsuccessful' OR outcome = 'partial' OR outcome = 'successful'),
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX reason_code_code ON reason_code (code);

CREATE TABLE intake (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  owner_id INTEGER NOT NULL,
  phase TEXT NOT NULL CHECK (phase = 'draft' OR phase = 'submitted' OR phase = 'discarded'),
  begun_at INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  ended_at INTEGER,
  due_at INTEGER NOT NULL,
  reminded INTEGER NOT NULL CHECK (reminded IN (0, 1)),
  draft TEXT NOT NULL CHECK (json_valid(draft)),
  client_id INTEGER NOT NULL,
  consent_id INTEGER NOT NULL,
  need_ids TEXT NOT NULL CHECK (json_valid(need_ids))
) STRICT;
CREATE INDEX intake_organization ON intake (organization_id, phase);
CREATE INDEX intake_due ON intake (due_at);

CREATE TABLE logged_referral (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  logged_by INTEGER NOT NULL,
  logged_at INTEGER NOT NULL,
  client_id INTEGER NOT NULL,
  issue_id INTEGER NOT NULL REFERENCES issue,
  service_ids TEXT NOT NULL CHECK (json_valid(service_ids)),
  note TEXT NOT NULL
) STRICT;
CREATE INDEX logged_referral_organization ON logged_referral (organization_id);
CREATE INDEX logged_referral_client ON logged_referral (client_id);

CREATE TABLE listed_code (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  list TEXT NOT NULL CHECK (list = 'category' OR list = 'population' OR list = 'attribute'),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  choices TEXT NOT NULL CHECK (json_valid(choices)),
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX listed_code_code ON listed_code (list, code);

CREATE TABLE client_side (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  revision INTEGER NOT NULL CHECK (revision > 0),
  organization_id INTEGER NOT NULL REFERENCES organization,
  client_id INTEGER NOT NULL REFERENCES client
) STRICT;
CREATE UNIQUE INDEX client_side_organization ON client_side (organization_id, client_id);
