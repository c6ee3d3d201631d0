-- Orders that we asked an ERP for, so that a change found by polling can be tied to its business flow.
create table tracked_order (
    id             text primary key,
    correlation_id text not null,
    subject        text not null,
    region         text not null,
    last_published text,
    publications   integer not null default 0
);
create index tracked_order_by_correlation on tracked_order (correlation_id);
