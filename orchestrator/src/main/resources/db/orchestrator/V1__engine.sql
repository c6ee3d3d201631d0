-- The engine: instances, their history, what was seen, what is to be published.

create table workflow_instance (
    id                 text primary key,
    workflow           text        not null,
    definition_version integer     not null,
    business_key       text        not null,
    correlation_id     text        not null,
    connection         text        not null,
    region             text        not null,
    state              text        not null,
    data               jsonb       not null,
    status             text        not null check (status in ('ACTIVE', 'PARKED', 'COMPLETED', 'CANCELLED')),
    parked_kind        text,
    parked_reason      text,
    parked_owner       text,
    step_sequence      integer     not null,
    attempt            integer     not null,
    failures           integer     not null,
    entered_at         timestamptz not null,
    due_at             timestamptz,
    due_kind           text,
    lease_until        timestamptz,
    hops               integer     not null,
    traceparent        text,
    money_amount       numeric,
    money_currency     text,
    version            bigint      not null,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    unique (workflow, business_key)
) with (fillfactor = 80);
create index workflow_instance_due on workflow_instance (due_at) where due_at is not null;
create index workflow_instance_by_status on workflow_instance (workflow, status, state);
create index workflow_instance_by_correlation on workflow_instance (correlation_id);
create index workflow_instance_by_business_key on workflow_instance (business_key);
create index workflow_instance_by_age on workflow_instance (created_at desc, id);

create table workflow_history (
    id             bigint generated always as identity primary key,
    instance_id    text        not null,
    correlation_id text        not null,
    at             timestamptz not null,
    trigger        text        not null,
    message_id     text        not null,
    from_state     text,
    to_state       text        not null,
    outcome        text        not null,
    note           text        not null,
    who            text,
    traceparent    text
);
create index workflow_history_by_instance on workflow_history (instance_id, id);

create table inbox (
    message_id     text primary key,
    correlation_id text        not null,
    received_at    timestamptz not null default now()
);
create index inbox_by_age on inbox (received_at);

create table outbox (
    id             bigint generated always as identity primary key,
    topic          text        not null,
    correlation_id text        not null,
    headers        jsonb       not null,
    payload        bytea       not null,
    added_at       timestamptz not null default now(),
    claimed_until  timestamptz
);
create index outbox_by_correlation on outbox (correlation_id);

-- What parked instances lack, by name, so that adding it finds them.
create table instance_need (
    instance_id text not null,
    need        text not null,
    primary key (instance_id, need)
);
create index instance_need_by_need on instance_need (need);
