-- What a letter is about, so that a later message of the same kind can make it pointless; and replays that run.

alter table dead_letter add column message_type text;
alter table dead_letter add column message_time timestamptz;
alter table dead_letter drop constraint dead_letter_status_check;
alter table dead_letter add constraint dead_letter_status_check
    check (status in ('WAITING', 'REPLAYED', 'DISCARDED', 'SUPERSEDED'));
create index dead_letter_by_news on dead_letter (topic, record_key, message_type)
    where status = 'WAITING' and record_key is not null and message_time is not null;

create table replay (
    id             text primary key,
    correlation_id text        not null,
    status         text        not null check (status in ('RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
    letters        integer     not null,
    replayed       integer     not null default 0,
    refused        integer     not null default 0,
    note           text        not null default '',
    asked_by       text        not null,
    asked_why      text        not null,
    cancel_asked   boolean     not null default false,
    started_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
);
