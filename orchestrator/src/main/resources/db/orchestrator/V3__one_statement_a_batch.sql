-- A batch is written by one statement. It compares and sets: when fewer rows changed than it meant to change, somebody else
-- was faster, and the whole statement must fail.
create function require_rows(changed bigint, expected bigint) returns bigint language plpgsql as $$
begin
    if changed <> expected then
        raise exception 'somebody else was faster: % of % rows', changed, expected using errcode = 'serialization_failure';
    end if;
    return changed;
end $$;

-- A step changes state and due time. PostgreSQL changes a row in place, without touching any index, as long as no indexed
-- column changes: so none of these is indexed. Timers are found by the minute they are due in, which seldom changes from
-- step to step.
alter table workflow_instance
    add column due_window timestamp generated always as (date_trunc('minute', due_at at time zone 'UTC')) stored;
drop index workflow_instance_due;
create index workflow_instance_due on workflow_instance (due_window) where due_window is not null;
drop index workflow_instance_by_status;
create index workflow_instance_under_way on workflow_instance (status, created_at desc) where status in ('ACTIVE', 'PARKED');
alter table workflow_instance drop constraint workflow_instance_workflow_business_key_key;
drop index workflow_instance_by_business_key;
alter table workflow_instance add constraint workflow_instance_by_business_key unique (business_key, workflow);
alter table workflow_instance set (fillfactor = 60);

-- Lines are always read by instance.
alter table workflow_history drop constraint workflow_history_pkey;
drop index workflow_history_by_instance;
alter table workflow_history add primary key (instance_id, id);

-- Rows arrive in the order of time and go in it.
drop index inbox_by_age;
create index inbox_by_age on inbox using brin (received_at);

-- What a batch has to publish is one row, not one for each record: it lives for milliseconds and is deleted with the next
-- batch. Not compressed, for the same reason. Replicas of the version before still write to outbox; its rows are moved here.
create table outbox_batch (
    id            bigint generated always as identity primary key,
    flows         text[]      not null,
    records       bytea       not null,
    added_at      timestamptz not null default now(),
    refused       text -- why it can never be published
);
alter table outbox_batch alter column records set storage external;
alter table outbox_batch set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
