-- Whose fault a letter is, where its record stood, and every decision about it with who and why.

alter table dead_letter add column cause text;              -- UNREADABLE or DEFECT; absent for those of before
alter table dead_letter add column record_partition integer;
alter table dead_letter add column record_offset bigint;
alter table dead_letter add column failed_partition integer; -- where the record stood that failed last: after a replay, another one
alter table dead_letter add column failed_offset bigint;

create table dead_letter_decision (
    id             bigint generated always as identity primary key,
    letter_id      text        not null references dead_letter (id) on delete cascade,
    correlation_id text        not null,
    at             timestamptz not null default now(),
    decision       text        not null check (decision in ('REPLAYED', 'DISCARDED', 'SUPERSEDED')),
    who            text        not null,
    why            text        not null,
    published_at   timestamptz,                             -- of a replay that got as far
    payload        bytea                                    -- what was published instead of the payload as it came
);
create index dead_letter_decision_by_letter on dead_letter_decision (letter_id, id);
