-- What every adapter keeps. Every row that concerns a business flow carries its correlation id.

create table inbound_spool (
    id             bigint generated always as identity primary key,
    topic          text        not null,
    correlation_id text        not null,
    headers        jsonb       not null,
    payload        bytea       not null,
    added_at       timestamptz not null default now()
);

create table inbox (
    message_id     text primary key,
    correlation_id text        not null,
    received_at    timestamptz not null
);
create index inbox_by_age on inbox (received_at);

create table command_ledger (
    intent          text primary key,
    correlation_id  text        not null,
    command_id      text        not null,
    fingerprint     text        not null,
    status          text        not null check (status in ('INTENDED', 'SUCCEEDED', 'FAILED')),
    outcome_unknown boolean     not null,
    attempt         integer     not null,
    leased_until    timestamptz not null,
    outcome_type    text,
    outcome         text,
    updated_at      timestamptz not null
);
create index command_ledger_by_correlation on command_ledger (correlation_id);

create table polling_cursor (
    feed         text primary key,
    position     text        not null,
    leased_until timestamptz not null
);
