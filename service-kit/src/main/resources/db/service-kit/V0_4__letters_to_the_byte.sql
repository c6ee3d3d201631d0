-- Records exactly as they came. Letters of before have none of these, and are read from the columns of before.

alter table dead_letter add column record_headers jsonb;   -- [name, Base64 of the value or null], in their order, as often as they came
alter table dead_letter add column record_key_utf8 bytea;  -- the key, which may hold what a text in PostgreSQL cannot
alter table dead_letter add column tombstone boolean not null default false; -- there was no payload, not even an empty one
