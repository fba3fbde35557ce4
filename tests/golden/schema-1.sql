PRAGMA application_id=1332897646;
PRAGMA user_version=1;
CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  lines TEXT NOT NULL DEFAULT '',
  town TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE application (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  received TEXT NOT NULL DEFAULT '',
  commitment TEXT NOT NULL DEFAULT '',
  decision TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  decided TEXT NOT NULL DEFAULT ''
);
CREATE TABLE attendance (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  event_id INTEGER NOT NULL REFERENCES event(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  state TEXT NOT NULL DEFAULT ''
);
CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  aims TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE body_person (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  role TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE body_ward (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  body_id INTEGER NOT NULL REFERENCES body(id),
  ward_id INTEGER NOT NULL REFERENCES ward(id)
);
CREATE TABLE branch (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE branch_ward (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  branch_id INTEGER NOT NULL REFERENCES branch(id),
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE champion (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person(id),
  issue_id INTEGER REFERENCES issue(id),
  ward_id INTEGER REFERENCES ward(id),
  councillor_id INTEGER REFERENCES person(id),
  branch_id INTEGER REFERENCES branch(id),
  kind TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL DEFAULT '',
  keeper TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL REFERENCES operation(id),
  tbl TEXT NOT NULL DEFAULT '',
  row_id INTEGER NOT NULL DEFAULT 0,
  before TEXT NOT NULL DEFAULT '',
  after TEXT NOT NULL DEFAULT ''
);
CREATE TABLE choice (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  contest_id INTEGER NOT NULL REFERENCES contest(id),
  issue_id INTEGER REFERENCES issue(id),
  name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  number INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE conference (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  event_id INTEGER NOT NULL REFERENCES event(id),
  organises TEXT NOT NULL DEFAULT '',
  voters TEXT NOT NULL DEFAULT '',
  agenda TEXT NOT NULL DEFAULT '',
  announced TEXT NOT NULL DEFAULT '',
  previous_id INTEGER REFERENCES conference(id)
);
CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER REFERENCES person(id),
  channel TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '',
  stance TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  given TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  how TEXT NOT NULL DEFAULT '',
  wording TEXT NOT NULL DEFAULT ''
);
CREATE TABLE constituency (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  gss TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  name_year INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',
  raw TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE contest (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  conference_id INTEGER NOT NULL REFERENCES conference(id),
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  method TEXT NOT NULL DEFAULT '',
  tie TEXT NOT NULL DEFAULT '',
  seed TEXT NOT NULL DEFAULT '',
  seed_fixed TEXT NOT NULL DEFAULT '',
  frozen TEXT NOT NULL DEFAULT '',
  desk TEXT NOT NULL DEFAULT '',
  seats INTEGER NOT NULL DEFAULT 0,
  printed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  event_id INTEGER REFERENCES event(id),
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  issue_id INTEGER REFERENCES issue(id),
  person_id INTEGER REFERENCES person(id),
  on_day TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  wording TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '',
  door TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  household TEXT NOT NULL DEFAULT '',
  conference TEXT NOT NULL DEFAULT '',
  helping TEXT NOT NULL DEFAULT '',
  file TEXT NOT NULL DEFAULT '',
  sheet TEXT NOT NULL DEFAULT '',
  row INTEGER NOT NULL DEFAULT 0,
  said_key INTEGER NOT NULL DEFAULT 0,
  place INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE council (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  gss TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  name_year INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE counter (
  id INTEGER PRIMARY KEY,
  tbl TEXT NOT NULL DEFAULT '',
  next INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE course (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  lasts INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE criterion (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  name TEXT NOT NULL DEFAULT '',
  weight INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE declared (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  contest_id INTEGER NOT NULL REFERENCES contest(id),
  result TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  declared TEXT NOT NULL DEFAULT ''
);
CREATE TABLE definition (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  number INTEGER NOT NULL DEFAULT 0,
  rule TEXT NOT NULL DEFAULT '',
  frozen TEXT NOT NULL DEFAULT '',
  why TEXT NOT NULL DEFAULT ''
);
CREATE TABLE division (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  gss TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  name_year INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE electorate (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  of TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '',
  counted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  branch_id INTEGER REFERENCES branch(id),
  leader_id INTEGER REFERENCES person(id),
  at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE event_ward (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  event_id INTEGER NOT NULL REFERENCES event(id),
  ward_id INTEGER NOT NULL REFERENCES ward(id)
);
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  application_id INTEGER NOT NULL REFERENCES application(id),
  criterion_id INTEGER NOT NULL REFERENCES criterion(id),
  words TEXT NOT NULL DEFAULT ''
);
CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE given_paper (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  contest_id INTEGER NOT NULL REFERENCES contest(id),
  conference_id INTEGER NOT NULL REFERENCES conference(id),
  person_id INTEGER REFERENCES person(id),
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  desk TEXT NOT NULL DEFAULT '',
  papers INTEGER NOT NULL DEFAULT 0,
  spoilt INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE hand_out (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  job TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  made TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  things INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE handed (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  hand_out_id INTEGER NOT NULL REFERENCES hand_out(id),
  tbl TEXT NOT NULL DEFAULT '',
  thing BLOB NOT NULL,
  image TEXT NOT NULL DEFAULT '',
  came TEXT NOT NULL DEFAULT '',
  came_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE inserted (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL REFERENCES operation(id),
  tbl TEXT NOT NULL DEFAULT '',
  first INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE invitation (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  conference_id INTEGER NOT NULL REFERENCES conference(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  channels TEXT NOT NULL DEFAULT '',
  invited TEXT NOT NULL DEFAULT '',
  reply TEXT NOT NULL DEFAULT '',
  replied TEXT NOT NULL DEFAULT '',
  needs TEXT NOT NULL DEFAULT ''
);
CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT ''
);
CREATE TABLE issue_apart (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  issue_id INTEGER NOT NULL REFERENCES issue(id),
  other_id INTEGER REFERENCES issue(id)
);
CREATE TABLE issue_raised (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  issue_id INTEGER NOT NULL REFERENCES issue(id),
  council_id INTEGER REFERENCES council(id),
  constituency_id INTEGER REFERENCES constituency(id),
  owner_id INTEGER REFERENCES person(id),
  level TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  taken_kind TEXT NOT NULL DEFAULT '',
  taken_to TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  answered_on TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  person_id INTEGER REFERENCES person(id),
  body_id INTEGER REFERENCES body(id),
  holder_id INTEGER REFERENCES person(id),
  branch_id INTEGER REFERENCES branch(id),
  role TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE list (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  source_id INTEGER NOT NULL REFERENCES source(id),
  mapping_id INTEGER NOT NULL REFERENCES mapping(id),
  file TEXT NOT NULL DEFAULT '',
  sheet TEXT NOT NULL DEFAULT '',
  held_on TEXT NOT NULL DEFAULT '',
  complete INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE listed (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  list_id INTEGER NOT NULL REFERENCES list(id),
  person_id INTEGER NOT NULL REFERENCES person(id)
);
CREATE TABLE lot (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  contest_id INTEGER NOT NULL REFERENCES contest(id),
  drawn TEXT NOT NULL DEFAULT '',
  witness TEXT NOT NULL DEFAULT '',
  second_witness TEXT NOT NULL DEFAULT ''
);
CREATE TABLE mapping (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  source_id INTEGER NOT NULL REFERENCES source(id),
  fingerprint TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT ''
);
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  body TEXT NOT NULL DEFAULT '',
  noted TEXT NOT NULL DEFAULT ''
);
CREATE TABLE office (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL DEFAULT '',
  party TEXT NOT NULL DEFAULT '',
  posts TEXT NOT NULL DEFAULT '',
  surgery TEXT NOT NULL DEFAULT '',
  outside_id TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  ward_id INTEGER REFERENCES ward(id),
  council_id INTEGER REFERENCES council(id),
  constituency_id INTEGER REFERENCES constituency(id),
  branch_id INTEGER REFERENCES branch(id),
  ward_written TEXT NOT NULL DEFAULT ''
);
CREATE TABLE operation (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  undone_at TEXT NOT NULL DEFAULT '',
  undone_by TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '',
  undone_order INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE organiser_time (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  organiser TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  hours INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE paper (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  pile_id INTEGER NOT NULL REFERENCES pile(id),
  keyer TEXT NOT NULL DEFAULT '',
  marks TEXT NOT NULL DEFAULT '',
  number INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  given TEXT NOT NULL DEFAULT '',
  family TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  sort_key TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  ward_id INTEGER REFERENCES ward(id),
  born TEXT NOT NULL DEFAULT '',
  minor_until TEXT NOT NULL DEFAULT '',
  gender TEXT NOT NULL DEFAULT '',
  membership TEXT NOT NULL DEFAULT '',
  register TEXT NOT NULL DEFAULT '',
  elector TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT '',
  by_hand TEXT NOT NULL DEFAULT ''
);
CREATE TABLE person_tag (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  tag_id INTEGER NOT NULL REFERENCES tag(id)
);
CREATE TABLE pile (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  contest_id INTEGER NOT NULL REFERENCES contest(id),
  label TEXT NOT NULL DEFAULT '',
  opened TEXT NOT NULL DEFAULT '',
  papers INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE postcode (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  code TEXT NOT NULL DEFAULT '',
  ended TEXT NOT NULL DEFAULT '',
  ward_id INTEGER REFERENCES ward(id),
  constituency_id INTEGER NOT NULL DEFAULT 0,
  division_id INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE promise (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  task_id INTEGER NOT NULL REFERENCES task(id),
  conference_id INTEGER NOT NULL REFERENCES conference(id),
  ward_id INTEGER REFERENCES ward(id),
  issue_id INTEGER REFERENCES issue(id),
  owner_id INTEGER REFERENCES person(id),
  owner_kind TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT ''
);
CREATE TABLE published (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  known TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  cells TEXT NOT NULL DEFAULT '',
  made TEXT NOT NULL DEFAULT ''
);
CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  person_id INTEGER REFERENCES person(id),
  other_id INTEGER REFERENCES person(id),
  list_id INTEGER REFERENCES list(id),
  row INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE ready (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  seat_id INTEGER NOT NULL REFERENCES seat(id),
  item TEXT NOT NULL DEFAULT '',
  done TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT ''
);
CREATE TABLE relation (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  other_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE request_handed (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  person_id INTEGER REFERENCES person(id),
  event_id INTEGER REFERENCES event(id),
  councillor TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT ''
);
CREATE TABLE scheme (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  secret TEXT NOT NULL DEFAULT ''
);
CREATE TABLE score (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  application_id INTEGER NOT NULL REFERENCES application(id),
  criterion_id INTEGER NOT NULL REFERENCES criterion(id),
  assessor TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT '',
  points INTEGER NOT NULL DEFAULT 0
);
CREATE VIRTUAL TABLE search USING fts5(body, tokenize='trigram', detail='none', columnsize=0);
CREATE TABLE seat (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  since TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',
  baseline_since TEXT NOT NULL DEFAULT '',
  baseline_until TEXT NOT NULL DEFAULT '',
  outside INTEGER NOT NULL DEFAULT 0,
  target INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE seat_return (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  scheme_id INTEGER NOT NULL REFERENCES scheme(id),
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  made TEXT NOT NULL DEFAULT '',
  known TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT ''
);
CREATE TABLE seats (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  council_id INTEGER NOT NULL REFERENCES council(id),
  each INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  event_id INTEGER NOT NULL REFERENCES event(id),
  course_id INTEGER NOT NULL REFERENCES course(id),
  constituency_id INTEGER REFERENCES constituency(id),
  trainers TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  places INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE setting (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  key TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT ''
);
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  key TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT ''
);
CREATE TABLE source_row (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  person_id INTEGER NOT NULL REFERENCES person(id),
  source_id INTEGER NOT NULL REFERENCES source(id),
  list_id INTEGER NOT NULL REFERENCES list(id),
  said_key INTEGER NOT NULL DEFAULT 0,
  row INTEGER NOT NULL DEFAULT 0,
  current INTEGER NOT NULL DEFAULT 0,
  flawed INTEGER NOT NULL DEFAULT 0,
  outside_id TEXT NOT NULL DEFAULT '',
  said TEXT NOT NULL DEFAULT '',
  changed TEXT NOT NULL DEFAULT ''
);
CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person(id),
  constituency_id INTEGER REFERENCES constituency(id),
  brought_by_id INTEGER REFERENCES person(id),
  rung TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT ''
);
CREATE TABLE support (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  champion_id INTEGER NOT NULL REFERENCES champion(id),
  kind TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '',
  what TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT ''
);
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  by_hand INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE talk (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person(id),
  on_day TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL DEFAULT '',
  by_whom TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  said TEXT NOT NULL DEFAULT ''
);
CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  uid BLOB NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  due TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  settled TEXT NOT NULL DEFAULT '',
  every TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  person_id INTEGER REFERENCES person(id),
  body_id INTEGER REFERENCES body(id),
  branch_id INTEGER REFERENCES branch(id),
  event_id INTEGER REFERENCES event(id)
);
CREATE TABLE trail (
  id INTEGER PRIMARY KEY,
  mark TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE ward (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  gss TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  fold TEXT NOT NULL DEFAULT '',
  council_id INTEGER REFERENCES council(id),
  successor_id INTEGER REFERENCES ward(id),
  name_year INTEGER NOT NULL DEFAULT 0,
  council_year INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE ward_seat (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  ward_id INTEGER NOT NULL REFERENCES ward(id),
  constituency_id INTEGER NOT NULL REFERENCES constituency(id),
  first INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE wording (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  fold TEXT NOT NULL DEFAULT '',
  ward_id INTEGER REFERENCES ward(id),
  issue_id INTEGER NOT NULL REFERENCES issue(id)
);
CREATE INDEX address_person_id ON address (person_id);
CREATE INDEX application_constituency_id ON application (constituency_id);
CREATE UNIQUE INDEX application_scheme_id_constituency_id ON application (scheme_id, constituency_id);
CREATE UNIQUE INDEX application_uid ON application (uid);
CREATE UNIQUE INDEX attendance_event_id_person_id ON attendance (event_id, person_id);
CREATE INDEX attendance_person_id ON attendance (person_id);
CREATE UNIQUE INDEX body_fold ON body (fold);
CREATE UNIQUE INDEX body_person_body_id_person_id_role ON body_person (body_id, person_id, role);
CREATE INDEX body_person_person_id ON body_person (person_id);
CREATE UNIQUE INDEX body_uid ON body (uid);
CREATE UNIQUE INDEX body_ward_body_id_ward_id ON body_ward (body_id, ward_id);
CREATE INDEX body_ward_ward_id ON body_ward (ward_id);
CREATE UNIQUE INDEX branch_constituency_id_fold ON branch (constituency_id, fold);
CREATE UNIQUE INDEX branch_uid ON branch (uid);
CREATE UNIQUE INDEX branch_ward_branch_id_ward_id ON branch_ward (branch_id, ward_id);
CREATE INDEX branch_ward_ward_id ON branch_ward (ward_id);
CREATE INDEX champion_branch_id ON champion (branch_id);
CREATE INDEX champion_councillor_id ON champion (councillor_id);
CREATE INDEX champion_issue_id ON champion (issue_id);
CREATE INDEX champion_person_id ON champion (person_id);
CREATE UNIQUE INDEX champion_uid ON champion (uid);
CREATE INDEX champion_ward_id ON champion (ward_id);
CREATE INDEX change_operation_id ON change (operation_id);
CREATE INDEX change_tbl_row_id ON change (tbl, row_id);
CREATE INDEX choice_contest_id ON choice (contest_id);
CREATE INDEX choice_issue_id ON choice (issue_id);
CREATE UNIQUE INDEX choice_uid ON choice (uid);
CREATE UNIQUE INDEX conference_event_id ON conference (event_id);
CREATE INDEX conference_previous_id ON conference (previous_id);
CREATE UNIQUE INDEX conference_uid ON conference (uid);
CREATE INDEX consent_address ON consent (address) WHERE address <> '';
CREATE INDEX consent_person_id ON consent (person_id);
CREATE UNIQUE INDEX constituency_gss ON constituency (gss);
CREATE INDEX contact_person_id ON contact (person_id);
CREATE UNIQUE INDEX contact_value_name_key_person_id ON contact (value, name_key, person_id);
CREATE UNIQUE INDEX contest_conference_id_ward_id ON contest (conference_id, ward_id);
CREATE UNIQUE INDEX contest_uid ON contest (uid);
CREATE INDEX contest_ward_id ON contest (ward_id);
CREATE INDEX conversation_event_id ON conversation (event_id);
CREATE INDEX conversation_fold_ward_id ON conversation (fold, ward_id);
CREATE INDEX conversation_issue_id_ward_id ON conversation (issue_id, ward_id);
CREATE INDEX conversation_outcome_on_day ON conversation (outcome, on_day) WHERE outcome IN ('call back', 'language');
CREATE INDEX conversation_person_id ON conversation (person_id);
CREATE UNIQUE INDEX conversation_said_key_place ON conversation (said_key, place) WHERE place > 0;
CREATE UNIQUE INDEX conversation_uid ON conversation (uid);
CREATE INDEX conversation_ward_id_issue_id_household_outcome_conference_on_day_person_id ON conversation (ward_id, issue_id, household, outcome, conference, on_day, person_id);
CREATE UNIQUE INDEX council_gss ON council (gss);
CREATE UNIQUE INDEX counter_tbl ON counter (tbl);
CREATE UNIQUE INDEX course_fold ON course (fold);
CREATE UNIQUE INDEX course_uid ON course (uid);
CREATE INDEX criterion_scheme_id ON criterion (scheme_id);
CREATE UNIQUE INDEX declared_contest_id ON declared (contest_id);
CREATE UNIQUE INDEX declared_uid ON declared (uid);
CREATE UNIQUE INDEX definition_scheme_id_number ON definition (scheme_id, number);
CREATE UNIQUE INDEX division_gss ON division (gss);
CREATE UNIQUE INDEX electorate_ward_id_of_on_day ON electorate (ward_id, of, on_day);
CREATE INDEX event_branch_id ON event (branch_id);
CREATE INDEX event_leader_id ON event (leader_id);
CREATE INDEX event_on_day ON event (on_day);
CREATE UNIQUE INDEX event_uid ON event (uid);
CREATE UNIQUE INDEX event_ward_event_id_ward_id ON event_ward (event_id, ward_id);
CREATE INDEX event_ward_ward_id ON event_ward (ward_id);
CREATE UNIQUE INDEX evidence_application_id_criterion_id ON evidence (application_id, criterion_id);
CREATE INDEX evidence_criterion_id ON evidence (criterion_id);
CREATE INDEX fact_kind_value ON fact (kind, value);
CREATE INDEX fact_person_id_kind ON fact (person_id, kind);
CREATE INDEX given_paper_conference_id ON given_paper (conference_id);
CREATE INDEX given_paper_contest_id_fold_postcode ON given_paper (contest_id, fold, postcode);
CREATE INDEX given_paper_person_id ON given_paper (person_id);
CREATE UNIQUE INDEX given_paper_uid ON given_paper (uid);
CREATE UNIQUE INDEX hand_out_uid ON hand_out (uid);
CREATE UNIQUE INDEX handed_hand_out_id_thing ON handed (hand_out_id, thing);
CREATE INDEX handed_thing ON handed (thing);
CREATE INDEX inserted_operation_id ON inserted (operation_id);
CREATE UNIQUE INDEX invitation_conference_id_person_id ON invitation (conference_id, person_id);
CREATE INDEX invitation_person_id ON invitation (person_id);
CREATE UNIQUE INDEX invitation_uid ON invitation (uid);
CREATE UNIQUE INDEX issue_apart_issue_id ON issue_apart (issue_id) WHERE other_id IS NULL;
CREATE UNIQUE INDEX issue_apart_issue_id_other_id ON issue_apart (issue_id, other_id) WHERE other_id IS NOT NULL;
CREATE INDEX issue_apart_other_id ON issue_apart (other_id);
CREATE UNIQUE INDEX issue_fold ON issue (fold);
CREATE INDEX issue_raised_constituency_id ON issue_raised (constituency_id);
CREATE INDEX issue_raised_council_id ON issue_raised (council_id);
CREATE INDEX issue_raised_issue_id ON issue_raised (issue_id);
CREATE INDEX issue_raised_owner_id ON issue_raised (owner_id);
CREATE UNIQUE INDEX issue_raised_uid ON issue_raised (uid);
CREATE UNIQUE INDEX issue_uid ON issue (uid);
CREATE INDEX link_body_id ON link (body_id);
CREATE INDEX link_branch_id_person_id ON link (branch_id, person_id);
CREATE INDEX link_holder_id_person_id ON link (holder_id, person_id);
CREATE INDEX link_person_id ON link (person_id);
CREATE UNIQUE INDEX link_uid ON link (uid);
CREATE INDEX list_source_id ON list (source_id);
CREATE UNIQUE INDEX listed_list_id_person_id ON listed (list_id, person_id);
CREATE INDEX listed_person_id ON listed (person_id);
CREATE UNIQUE INDEX lot_contest_id ON lot (contest_id);
CREATE INDEX mapping_fingerprint ON mapping (fingerprint);
CREATE INDEX note_person_id ON note (person_id);
CREATE INDEX office_branch_id ON office (branch_id);
CREATE INDEX office_constituency_id ON office (constituency_id);
CREATE INDEX office_council_id ON office (council_id);
CREATE INDEX office_person_id ON office (person_id);
CREATE UNIQUE INDEX office_uid ON office (uid);
CREATE INDEX office_ward_id ON office (ward_id);
CREATE INDEX organiser_time_constituency_id ON organiser_time (constituency_id);
CREATE UNIQUE INDEX organiser_time_uid ON organiser_time (uid);
CREATE UNIQUE INDEX paper_pile_id_keyer_number ON paper (pile_id, keyer, number);
CREATE UNIQUE INDEX paper_uid ON paper (uid);
CREATE INDEX person_membership ON person (membership) WHERE membership <> '';
CREATE INDEX person_postcode ON person (postcode) WHERE postcode <> '';
CREATE INDEX person_register ON person (register) WHERE register <> '';
CREATE INDEX person_sort_key_id ON person (sort_key, id);
CREATE UNIQUE INDEX person_tag_person_id_tag_id ON person_tag (person_id, tag_id);
CREATE INDEX person_tag_tag_id_person_id ON person_tag (tag_id, person_id);
CREATE UNIQUE INDEX person_uid ON person (uid);
CREATE INDEX person_ward_id ON person (ward_id);
CREATE INDEX pile_contest_id ON pile (contest_id);
CREATE UNIQUE INDEX pile_uid ON pile (uid);
CREATE UNIQUE INDEX postcode_code ON postcode (code);
CREATE INDEX postcode_ward_id ON postcode (ward_id);
CREATE INDEX promise_conference_id ON promise (conference_id);
CREATE INDEX promise_issue_id ON promise (issue_id);
CREATE INDEX promise_owner_id ON promise (owner_id);
CREATE UNIQUE INDEX promise_task_id ON promise (task_id);
CREATE UNIQUE INDEX promise_uid ON promise (uid);
CREATE INDEX promise_ward_id ON promise (ward_id);
CREATE INDEX published_scheme_id ON published (scheme_id);
CREATE UNIQUE INDEX published_uid ON published (uid);
CREATE INDEX question_other_id ON question (other_id);
CREATE INDEX question_person_id ON question (person_id);
CREATE INDEX question_value_person_id_other_id ON question (value, person_id, other_id);
CREATE UNIQUE INDEX ready_seat_id_item ON ready (seat_id, item);
CREATE INDEX relation_other_id ON relation (other_id);
CREATE UNIQUE INDEX relation_person_id_other_id_kind ON relation (person_id, other_id, kind);
CREATE INDEX request_handed_event_id ON request_handed (event_id);
CREATE INDEX request_handed_person_id ON request_handed (person_id);
CREATE UNIQUE INDEX request_handed_uid ON request_handed (uid);
CREATE INDEX request_handed_ward_id ON request_handed (ward_id);
CREATE UNIQUE INDEX scheme_fold ON scheme (fold);
CREATE UNIQUE INDEX scheme_uid ON scheme (uid);
CREATE UNIQUE INDEX score_application_id_criterion_id_assessor ON score (application_id, criterion_id, assessor);
CREATE INDEX score_criterion_id ON score (criterion_id);
CREATE INDEX seat_constituency_id ON seat (constituency_id);
CREATE INDEX seat_return_constituency_id ON seat_return (constituency_id);
CREATE INDEX seat_return_scheme_id_constituency_id ON seat_return (scheme_id, constituency_id);
CREATE UNIQUE INDEX seat_return_uid ON seat_return (uid);
CREATE UNIQUE INDEX seat_scheme_id_constituency_id ON seat (scheme_id, constituency_id);
CREATE UNIQUE INDEX seat_uid ON seat (uid);
CREATE UNIQUE INDEX seats_council_id ON seats (council_id);
CREATE INDEX session_constituency_id ON session (constituency_id);
CREATE INDEX session_course_id ON session (course_id);
CREATE UNIQUE INDEX session_event_id ON session (event_id);
CREATE UNIQUE INDEX setting_key ON setting (key);
CREATE UNIQUE INDEX source_key ON source (key);
CREATE INDEX source_row_list_id ON source_row (list_id);
CREATE INDEX source_row_person_id ON source_row (person_id);
CREATE INDEX source_row_source_id_outside_id ON source_row (source_id, outside_id) WHERE outside_id <> '';
CREATE INDEX source_row_source_id_said_key ON source_row (source_id, said_key);
CREATE INDEX step_brought_by_id ON step (brought_by_id);
CREATE INDEX step_constituency_id ON step (constituency_id);
CREATE INDEX step_person_id_on_day ON step (person_id, on_day);
CREATE UNIQUE INDEX step_uid ON step (uid);
CREATE INDEX support_champion_id_on_day ON support (champion_id, on_day);
CREATE UNIQUE INDEX support_uid ON support (uid);
CREATE UNIQUE INDEX tag_fold ON tag (fold);
CREATE UNIQUE INDEX tag_uid ON tag (uid);
CREATE INDEX talk_on_day ON talk (on_day);
CREATE INDEX talk_person_id_on_day ON talk (person_id, on_day);
CREATE UNIQUE INDEX talk_uid ON talk (uid);
CREATE INDEX task_body_id ON task (body_id);
CREATE INDEX task_branch_id ON task (branch_id);
CREATE INDEX task_event_id ON task (event_id);
CREATE INDEX task_person_id ON task (person_id);
CREATE INDEX task_state_due ON task (state, due);
CREATE UNIQUE INDEX task_uid ON task (uid);
CREATE INDEX ward_council_id ON ward (council_id);
CREATE UNIQUE INDEX ward_gss ON ward (gss);
CREATE INDEX ward_seat_constituency_id ON ward_seat (constituency_id);
CREATE UNIQUE INDEX ward_seat_ward_id_constituency_id ON ward_seat (ward_id, constituency_id);
CREATE INDEX ward_successor_id ON ward (successor_id);
CREATE UNIQUE INDEX wording_fold ON wording (fold) WHERE ward_id IS NULL;
CREATE UNIQUE INDEX wording_fold_ward_id ON wording (fold, ward_id) WHERE ward_id IS NOT NULL;
CREATE INDEX wording_issue_id ON wording (issue_id);
CREATE INDEX wording_ward_id ON wording (ward_id);
