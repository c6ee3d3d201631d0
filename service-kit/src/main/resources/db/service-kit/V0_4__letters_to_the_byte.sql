-- Records exactly as they came. Earlier letters have none of these and are read from the older columns.

alter table dead_letter add column record_headers json;    -- [name, Base64 of the value or null], in their order, as often as they came; jsonb could hold no zero
alter table dead_letter add column record_key_utf8 bytea;  -- the key, which may hold what a text in PostgreSQL cannot
alter table dead_letter add column tombstone boolean not null default false; -- there was no payload, not even an empty one
