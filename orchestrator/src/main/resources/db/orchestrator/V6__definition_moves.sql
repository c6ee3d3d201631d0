-- What instances were before somebody moved them to the present definition, so that they can be moved back.

create table definition_move (
    instance_id        text primary key,
    correlation_id     text        not null,
    workflow           text        not null,
    definition_version integer     not null,
    state              text        not null,
    data               jsonb       not null,
    version            bigint      not null, -- of the instance before; it can be moved back while it is one more than that
    moved              boolean     not null default false, -- whether the move is what happened next
    moved_at           timestamptz not null default now(),
    moved_by           text        not null
);
create index definition_move_by_workflow on definition_move (workflow, instance_id);
create index workflow_instance_definition on workflow_instance (workflow, definition_version, id)
    where status in ('ACTIVE', 'PARKED', 'PAUSED');
