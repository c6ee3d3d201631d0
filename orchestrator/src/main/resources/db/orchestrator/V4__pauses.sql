-- Instances that somebody has stopped for a while.
alter table workflow_instance drop constraint workflow_instance_status_check;
alter table workflow_instance
    add constraint workflow_instance_status_check check (status in ('ACTIVE', 'PARKED', 'PAUSED', 'COMPLETED', 'CANCELLED')),
    add column paused_since timestamptz,
    add column pause_clocks text,
    add column pause_due_at timestamptz,
    add column pause_due_kind text,
    add column pause_owes boolean;
drop index workflow_instance_under_way;
create index workflow_instance_under_way on workflow_instance (status, created_at desc)
    where status in ('ACTIVE', 'PARKED', 'PAUSED');
