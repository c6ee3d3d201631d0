-- Connections that are away, and the instances that wait for them.

alter table workflow_instance add column pause_held_for text;
create index workflow_instance_held on workflow_instance (pause_held_for, paused_since)
    where status = 'PAUSED' and pause_held_for is not null;

create table connection_hold (
    connection     text primary key,
    correlation_id text        not null, -- of the flow whose failure was the last straw
    since          timestamptz not null default now(),
    scouted_at     timestamptz not null default now()
);
