create table fund (
    tenant_id integer not null,
    id uuid not null,
    code text not null,
    name text not null,
    restriction text not null,
    active boolean not null,
    constraint fund_pk primary key (tenant_id, id),
    constraint fund_tenant_id_code_key unique (tenant_id, code)
);

create table idempotency_key (
    tenant_id integer not null,
    id uuid not null,
    holder text not null,
    key text not null,
    request_hash bytea not null,
    answer jsonb not null,
    at timestamptz not null,
    constraint idempotency_key_pk primary key (tenant_id, id),
    constraint idempotency_key_tenant_id_holder_key_key unique (tenant_id, holder, key)
);
create index idempotency_key_at_ix on idempotency_key (tenant_id, at);

create table ledger_entry (
    tenant_id integer not null,
    seq bigint not null,
    at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    purpose text not null,
    act text not null,
    case_id uuid,
    subjects uuid[] not null,
    fields text[] not null,
    detail text not null,
    hash bytea not null,
    seal_id bigint,
    constraint ledger_entry_pk primary key (tenant_id, seq)
);
create index ledger_entry_case_ix on ledger_entry (tenant_id, case_id, seq);
create index ledger_entry_subjects_ix on ledger_entry using gin (subjects);
create index ledger_entry_unsealed_ix on ledger_entry (tenant_id, seq) where seal_id is null;

create table ledger_head (
    tenant_id integer not null,
    seq bigint not null,
    hash bytea not null,
    constraint ledger_head_pk primary key (tenant_id)
);

create table letter (
    tenant_id integer not null,
    id uuid not null,
    template text not null,
    language text not null,
    case_id uuid,
    person_id uuid,
    address text default null,
    values jsonb not null,
    queued_at timestamptz not null,
    sent_at timestamptz,
    message_id text,
    failure text,
    constraint letter_pk primary key (tenant_id, id)
);
create index letter_case_ix on letter (tenant_id, case_id);
create index letter_unsent_ix on letter (tenant_id, sent_at, queued_at);

create table number_series (
    tenant_id integer not null,
    series text not null,
    year integer not null,
    next integer not null,
    constraint number_series_pk primary key (tenant_id, series, year)
);

create table pack_version (
    tenant_id integer not null,
    id uuid not null,
    name text not null,
    version integer not null,
    digest text not null,
    document jsonb not null,
    installed_at timestamptz not null,
    constraint pack_version_pk primary key (tenant_id, id),
    constraint pack_version_tenant_id_name_digest_key unique (tenant_id, name, digest)
);

create table person (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    name text not null,
    name_key text collate "C" not null,
    name_sort bytea not null,
    language text not null,
    birth_date date default null,
    deceased_on date default null,
    registered_at timestamptz not null,
    constraint person_pk primary key (tenant_id, id)
);
create index person_birth_ix on person (tenant_id, birth_date);
create index person_name_ix on person (tenant_id, name_key);
create index person_sort_ix on person (tenant_id, name_sort, id);

create table plate_mark (
    tenant_id integer not null,
    id uuid not null,
    jurisdiction text not null,
    plate_class text not null,
    display text not null,
    canonical text collate "C" not null,
    search_key text collate "C" not null,
    constraint plate_mark_pk primary key (tenant_id, id),
    constraint plate_mark_tenant_id_jurisdiction_plate_class_canonical_key unique (tenant_id, jurisdiction, plate_class, canonical)
);
create index plate_mark_canonical_ix on plate_mark (tenant_id, canonical);
create index plate_mark_search_ix on plate_mark (tenant_id, search_key);

create table sealing_key (
    tenant_id integer not null,
    version integer not null,
    root_id text not null,
    wrapped bytea not null,
    constraint sealing_key_pk primary key (tenant_id, version)
);

create table vehicle (
    tenant_id integer not null,
    id uuid not null,
    vin text not null,
    vin_key text collate "C" not null,
    make text not null,
    model text not null,
    year integer not null,
    body text,
    colour text,
    fuel text not null,
    gvwr_lb integer,
    version integer not null,
    constraint vehicle_pk primary key (tenant_id, id),
    constraint vehicle_tenant_id_vin_key_make_year_key unique (tenant_id, vin_key, make, year)
);
create index vehicle_vin_ix on vehicle (tenant_id, vin_key);

create table brand (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    brand text not null,
    source text not null,
    effective_on date not null,
    recorded_at timestamptz not null,
    voided_at timestamptz,
    constraint brand_pk primary key (tenant_id, id),
    constraint brand_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id)
);
create index brand_vehicle_ix on brand (tenant_id, vehicle_id);

create table "case" (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    workflow text not null,
    pack_id uuid not null,
    state text not null,
    purpose text not null,
    headline text not null,
    channel text not null,
    language text not null,
    unit_id uuid,
    assignee_id uuid,
    sealed boolean not null,
    opened_at timestamptz not null,
    state_since timestamptz not null,
    due_at timestamptz,
    closed_at timestamptz,
    outcome text,
    entered_by uuid,
    version integer not null,
    constraint case_pk primary key (tenant_id, id),
    constraint case_tenant_id_number_key unique (tenant_id, number),
    constraint case_tenant_id_pack_id_fk foreign key(tenant_id, pack_id) references pack_version (tenant_id, id)
);
create index case_assignee_ix on "case" (tenant_id, assignee_id, closed_at, due_at, id);
create index case_inbox_ix on "case" (tenant_id, closed_at, due_at, id);
create index case_opened_ix on "case" (tenant_id, closed_at, opened_at, id);
create index case_since_ix on "case" (tenant_id, closed_at, state_since, id);
create index case_unit_ix on "case" (tenant_id, unit_id, closed_at, due_at, id);

create table contact_point (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    kind text not null,
    value text not null,
    value_key text collate "C" not null,
    since date not null,
    until date,
    constraint contact_point_pk primary key (tenant_id, id),
    constraint contact_point_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id)
);
create index contact_point_person_ix on contact_point (tenant_id, person_id);
create index contact_point_value_ix on contact_point (tenant_id, value_key);

create table draft (
    tenant_id integer not null,
    id uuid not null,
    workflow text not null,
    pack_id uuid not null,
    language text not null,
    answers bytea not null,
    begun_at timestamptz not null,
    saved_at timestamptz not null,
    expires_at timestamptz not null,
    constraint draft_pk primary key (tenant_id, id),
    constraint draft_tenant_id_pack_id_fk foreign key(tenant_id, pack_id) references pack_version (tenant_id, id)
);
create index draft_expires_ix on draft (tenant_id, expires_at);

create table gift (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    donor_id uuid not null,
    fund_id uuid not null,
    kind text not null,
    amount bigint not null,
    benefit bigint not null,
    currency text not null,
    method text not null,
    goods text default null,
    received_on date not null,
    status text not null,
    case_id uuid,
    reverses_id uuid,
    entered_by uuid,
    posted_at timestamptz not null,
    version integer not null,
    constraint gift_pk primary key (tenant_id, id),
    constraint gift_tenant_id_donor_id_fk foreign key(tenant_id, donor_id) references person (tenant_id, id),
    constraint gift_tenant_id_fund_id_fk foreign key(tenant_id, fund_id) references fund (tenant_id, id),
    constraint gift_tenant_id_reverses_id_fk foreign key(tenant_id, reverses_id) references gift (tenant_id, id),
    constraint gift_tenant_id_number_key unique (tenant_id, number),
    constraint gift_tenant_id_reverses_id_key unique (tenant_id, reverses_id),
    constraint gift_goods_without_value_check check (kind <> 'in_kind' or amount = 0)
);
create index gift_donor_ix on gift (tenant_id, donor_id, received_on);
create index gift_fund_ix on gift (tenant_id, fund_id, received_on);
create index gift_received_ix on gift (tenant_id, received_on, id);

create table hold (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    code text not null,
    placed_by text not null,
    reason text not null,
    since timestamptz not null,
    until timestamptz,
    constraint hold_pk primary key (tenant_id, id),
    constraint hold_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id)
);
create index hold_vehicle_ix on hold (tenant_id, vehicle_id);

create table lien (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    holder_id uuid not null,
    since date not null,
    released_on date,
    release_case_id uuid,
    constraint lien_pk primary key (tenant_id, id),
    constraint lien_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id),
    constraint lien_tenant_id_holder_id_fk foreign key(tenant_id, holder_id) references person (tenant_id, id)
);
create index lien_vehicle_ix on lien (tenant_id, vehicle_id);

create table odometer_reading (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    reading integer not null,
    unit text not null,
    certified text not null,
    read_on date not null,
    case_id uuid,
    constraint odometer_reading_pk primary key (tenant_id, id),
    constraint odometer_reading_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id)
);
create index odometer_reading_ix on odometer_reading (tenant_id, vehicle_id, read_on);

create table person_identifier (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    kind text not null,
    value bytea not null,
    value_bidx bigint not null,
    constraint person_identifier_pk primary key (tenant_id, id),
    constraint person_identifier_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id),
    constraint person_identifier_tenant_id_kind_value_bidx_key unique (tenant_id, kind, value_bidx)
);
create index person_identifier_number_ix on person_identifier (tenant_id, value_bidx);
create index person_identifier_person_ix on person_identifier (tenant_id, person_id);

create table person_word (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    token text collate "C" not null,
    constraint person_word_pk primary key (tenant_id, id),
    constraint person_word_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id),
    constraint person_word_tenant_id_person_id_token_key unique (tenant_id, person_id, token)
);
create index person_word_ix on person_word (tenant_id, token, person_id);

create table plate_issue (
    tenant_id integer not null,
    id uuid not null,
    mark_id uuid not null,
    life integer not null,
    status text not null,
    follows text not null,
    issued_on date not null,
    holder_id uuid,
    held_until date,
    constraint plate_issue_pk primary key (tenant_id, id),
    constraint plate_issue_tenant_id_mark_id_fk foreign key(tenant_id, mark_id) references plate_mark (tenant_id, id),
    constraint plate_issue_tenant_id_holder_id_fk foreign key(tenant_id, holder_id) references person (tenant_id, id),
    constraint plate_issue_tenant_id_mark_id_life_key unique (tenant_id, mark_id, life)
);
create index plate_issue_holder_ix on plate_issue (tenant_id, holder_id);

create table postal_address (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    kind text not null,
    lines text not null,
    lines_key text collate "C" not null,
    since date not null,
    until date,
    constraint postal_address_pk primary key (tenant_id, id),
    constraint postal_address_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id)
);
create index postal_address_key_ix on postal_address (tenant_id, lines_key);
create index postal_address_person_ix on postal_address (tenant_id, person_id);

create table vehicle_title (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    number text not null,
    issued_at timestamptz not null,
    superseded_at timestamptz,
    case_id uuid,
    constraint vehicle_title_pk primary key (tenant_id, id),
    constraint vehicle_title_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id),
    constraint vehicle_title_tenant_id_number_key unique (tenant_id, number)
);
create index vehicle_title_vehicle_ix on vehicle_title (tenant_id, vehicle_id);

create table case_event (
    tenant_id integer not null,
    id uuid not null,
    seq integer not null,
    kind text not null,
    at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    move text,
    from_state text,
    to_state text,
    public boolean not null,
    detail jsonb not null,
    asked jsonb default null,
    case_id uuid not null,
    constraint case_event_pk primary key (tenant_id, id),
    constraint case_event_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id),
    constraint case_event_tenant_id_case_id_seq_key unique (tenant_id, case_id, seq)
);
create index case_event_at_ix on case_event (tenant_id, at);

create table case_party (
    tenant_id integer not null,
    id uuid not null,
    role text not null,
    person_id uuid,
    confirmed_by uuid,
    confirmed_at timestamptz,
    name text default null,
    name_key text collate "C" default null,
    name_sort bytea default null,
    email text default null,
    email_key text collate "C" default null,
    phone text default null,
    phone_key text collate "C" default null,
    birth_date date default null,
    address text default null,
    address_key text collate "C" default null,
    case_id uuid not null,
    constraint case_party_pk primary key (tenant_id, id),
    constraint case_party_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id),
    constraint case_party_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id),
    constraint case_party_tenant_id_case_id_role_key unique (tenant_id, case_id, role)
);
create index case_party_email_ix on case_party (tenant_id, email_key);
create index case_party_name_ix on case_party (tenant_id, name_key);
create index case_party_person_ix on case_party (tenant_id, person_id);
create index case_party_phone_ix on case_party (tenant_id, phone_key);

create table document (
    tenant_id integer not null,
    id uuid not null,
    field text not null,
    label text not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea not null,
    store_name text not null,
    scan text not null,
    sender text not null,
    at timestamptz not null,
    author_id uuid,
    verified_at timestamptz,
    verified_by uuid,
    removed_at timestamptz,
    case_id uuid not null,
    constraint document_pk primary key (tenant_id, id),
    constraint document_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id)
);
create index document_case_ix on document (tenant_id, case_id, at);

create table fact (
    tenant_id integer not null,
    id uuid not null,
    field text not null,
    label text not null,
    value jsonb,
    sealed bytea,
    sealed_bidx bigint,
    entered_at timestamptz not null,
    entered_by uuid,
    superseded_at timestamptz,
    keep text not null,
    purge_on date,
    case_id uuid not null,
    constraint fact_pk primary key (tenant_id, id),
    constraint fact_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id)
);
create index fact_case_ix on fact (tenant_id, case_id);
create index fact_purge_ix on fact (tenant_id, purge_on);
create index fact_sealed_ix on fact (tenant_id, field, sealed_bidx);

create table fee_line (
    tenant_id integer not null,
    id uuid not null,
    code text not null,
    position integer not null,
    amount bigint not null,
    currency text not null,
    basis text not null,
    rule text not null,
    effective_on date not null,
    asked_at timestamptz not null,
    case_id uuid not null,
    constraint fee_line_pk primary key (tenant_id, id),
    constraint fee_line_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id),
    constraint fee_line_tenant_id_case_id_position_key unique (tenant_id, case_id, position)
);

create table message (
    tenant_id integer not null,
    id uuid not null,
    sender text not null,
    kind text not null,
    body text not null,
    language text not null,
    at timestamptz not null,
    author_id uuid,
    answers_id uuid,
    wanted jsonb not null,
    answer_by date,
    answered_at timestamptz,
    case_id uuid not null,
    constraint message_pk primary key (tenant_id, id),
    constraint message_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id),
    constraint message_tenant_id_answers_id_fk foreign key(tenant_id, answers_id) references message (tenant_id, id)
);
create index message_case_ix on message (tenant_id, case_id, at);

create table note (
    tenant_id integer not null,
    id uuid not null,
    body text not null,
    at timestamptz not null,
    author_id uuid,
    case_id uuid not null,
    constraint note_pk primary key (tenant_id, id),
    constraint note_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id)
);
create index note_case_ix on note (tenant_id, case_id, at);

create table ownership (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    title_id uuid,
    conjunction text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    recorded_at timestamptz not null,
    superseded_at timestamptz,
    recorded_by uuid,
    source_case_id uuid,
    supersedes_id uuid,
    reason text not null,
    constraint ownership_pk primary key (tenant_id, id),
    constraint ownership_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id),
    constraint ownership_tenant_id_title_id_fk foreign key(tenant_id, title_id) references vehicle_title (tenant_id, id),
    constraint ownership_not_empty_check check (valid_to is null or valid_to > valid_from),
    constraint ownership_never_twice exclude using gist (tenant_id with =, vehicle_id with =, tstzrange(valid_from, valid_to, '[)') with &&) where (superseded_at is null)
);
create index ownership_vehicle_ix on ownership (tenant_id, vehicle_id, valid_from);

create table payment (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    amount bigint not null,
    currency text not null,
    method text not null,
    reason text default null,
    taken_at timestamptz not null,
    taken_by uuid,
    approved_by uuid,
    approved_at timestamptz,
    case_id uuid not null,
    constraint payment_pk primary key (tenant_id, id),
    constraint payment_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id)
);
create index payment_case_ix on payment (tenant_id, case_id);

create table plate_assignment (
    tenant_id integer not null,
    id uuid not null,
    issue_id uuid not null,
    vehicle_id uuid not null,
    registrant_id uuid not null,
    role text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    recorded_at timestamptz not null,
    superseded_at timestamptz,
    recorded_by uuid,
    source_case_id uuid,
    supersedes_id uuid,
    reason text not null,
    constraint plate_assignment_pk primary key (tenant_id, id),
    constraint plate_assignment_tenant_id_issue_id_fk foreign key(tenant_id, issue_id) references plate_issue (tenant_id, id),
    constraint plate_assignment_tenant_id_vehicle_id_fk foreign key(tenant_id, vehicle_id) references vehicle (tenant_id, id),
    constraint plate_assignment_tenant_id_registrant_id_fk foreign key(tenant_id, registrant_id) references person (tenant_id, id),
    constraint plate_assignment_not_empty_check check (valid_to is null or valid_to > valid_from),
    constraint plate_assignment_one_vehicle exclude using gist (tenant_id with =, issue_id with =, tstzrange(valid_from, valid_to, '[)') with &&) where (superseded_at is null and role = 'primary'),
    constraint plate_assignment_one_plate exclude using gist (tenant_id with =, vehicle_id with =, tstzrange(valid_from, valid_to, '[)') with &&) where (superseded_at is null and role = 'primary')
);
create index plate_assignment_issue_ix on plate_assignment (tenant_id, issue_id, valid_from);
create index plate_assignment_registrant_ix on plate_assignment (tenant_id, registrant_id);
create index plate_assignment_vehicle_ix on plate_assignment (tenant_id, vehicle_id, valid_from);

create table plate_issue_event (
    tenant_id integer not null,
    id uuid not null,
    issue_id uuid not null,
    at timestamptz not null,
    from_status text,
    to_status text not null,
    case_id uuid,
    actor_id uuid,
    constraint plate_issue_event_pk primary key (tenant_id, id),
    constraint plate_issue_event_tenant_id_issue_id_fk foreign key(tenant_id, issue_id) references plate_issue (tenant_id, id)
);
create index plate_issue_event_ix on plate_issue_event (tenant_id, issue_id, at);

create table receipt (
    tenant_id integer not null,
    id uuid not null,
    gift_id uuid not null,
    series text not null,
    year integer not null,
    serial integer not null,
    number text not null,
    language text not null,
    issued_at timestamptz not null,
    status text not null,
    store_name text not null,
    sha256 bytea not null,
    size integer not null,
    constraint receipt_pk primary key (tenant_id, id),
    constraint receipt_tenant_id_gift_id_fk foreign key(tenant_id, gift_id) references gift (tenant_id, id),
    constraint receipt_tenant_id_series_year_serial_key unique (tenant_id, series, year, serial)
);
create index receipt_gift_ix on receipt (tenant_id, gift_id);

create table search_word (
    tenant_id integer not null,
    id uuid not null,
    label text not null,
    token text collate "C" not null,
    case_id uuid not null,
    constraint search_word_pk primary key (tenant_id, id),
    constraint search_word_tenant_id_case_id_fk foreign key(tenant_id, case_id) references "case" (tenant_id, id),
    constraint search_word_tenant_id_token_label_case_id_key unique (tenant_id, token, label, case_id)
);
create index search_word_case_ix on search_word (tenant_id, case_id);

create table upload (
    tenant_id integer not null,
    id uuid not null,
    draft_id uuid not null,
    field text not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea not null,
    store_name text not null,
    scan text not null,
    at timestamptz not null,
    constraint upload_pk primary key (tenant_id, id),
    constraint upload_tenant_id_draft_id_fk foreign key(tenant_id, draft_id) references draft (tenant_id, id) on delete cascade
);
create index upload_draft_ix on upload (tenant_id, draft_id);

create table not_the_same (
    tenant_id integer not null,
    id uuid not null,
    party_id uuid not null,
    person_id uuid not null,
    said_by uuid,
    said_at timestamptz not null,
    constraint not_the_same_pk primary key (tenant_id, id),
    constraint not_the_same_tenant_id_party_id_fk foreign key(tenant_id, party_id) references case_party (tenant_id, id),
    constraint not_the_same_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id),
    constraint not_the_same_tenant_id_party_id_person_id_key unique (tenant_id, party_id, person_id)
);

create table ownership_holder (
    tenant_id integer not null,
    id uuid not null,
    ownership_id uuid not null,
    person_id uuid not null,
    position integer not null,
    constraint ownership_holder_pk primary key (tenant_id, id),
    constraint ownership_holder_tenant_id_ownership_id_fk foreign key(tenant_id, ownership_id) references ownership (tenant_id, id),
    constraint ownership_holder_tenant_id_person_id_fk foreign key(tenant_id, person_id) references person (tenant_id, id),
    constraint ownership_holder_tenant_id_ownership_id_person_id_key unique (tenant_id, ownership_id, person_id)
);
create index ownership_holder_person_ix on ownership_holder (tenant_id, person_id);

