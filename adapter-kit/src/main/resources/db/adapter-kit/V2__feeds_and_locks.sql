-- Cursors begin without a position; what was last said about an object; one at a time per key.

alter table polling_cursor alter column position drop not null;

create table announcement (
    object         text primary key,
    correlation_id text    not null,
    fingerprint    text    not null,
    publications   integer not null
);
create index announcement_by_correlation on announcement (correlation_id);

create table keyed_lock (
    key        text primary key,
    holder     text        not null,
    held_until timestamptz not null
);
