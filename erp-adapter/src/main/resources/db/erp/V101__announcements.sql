-- What was last said about an order is kept by the kit, for all kinds of objects.

insert into announcement (object, correlation_id, fingerprint, publications)
select 'order/' || id, correlation_id, last_published, publications from tracked_order where last_published is not null;

alter table tracked_order drop column last_published, drop column publications;
