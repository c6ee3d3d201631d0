-- held: whoever wrote it does not publish it, because an older row of one of its flows was there, or too much was on its way. Published as
-- soon as nothing older is there, not when nobody else can be publishing it any more. messages: the id of each record, in the order of flows, so that an answer tells that the row is on Kafka.
-- Replicas of the version before write neither, and have such rows wait as before.
alter table outbox_batch add column held boolean not null default false, add column messages text[] not null default '{}';
