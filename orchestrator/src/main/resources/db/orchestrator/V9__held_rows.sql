-- Written because an older row of one of its flows was still there: published as soon as that is gone, not when nobody else can be
-- publishing it any more. Replicas of the version before write false, and have such rows wait as before.
alter table outbox_batch add column held boolean not null default false;
