-- Records that could not be dealt with, as they came, until somebody decides about them.

create table dead_letter (
    id             text primary key,
    topic          text        not null,
    record_key     text,
    headers        jsonb       not null, -- name to Base64 of the value
    payload        bytea       not null,
    correlation_id text        not null,
    reason         text        not null,
    status         text        not null check (status in ('WAITING', 'REPLAYED', 'DISCARDED')),
    attempts       integer     not null,
    first_seen     timestamptz not null default now(),
    last_seen      timestamptz not null default now(),
    decided_by     text,
    decided_why    text,
    decided_at     timestamptz
);
create index dead_letter_by_status on dead_letter (status, first_seen);
create index dead_letter_by_correlation on dead_letter (correlation_id);
