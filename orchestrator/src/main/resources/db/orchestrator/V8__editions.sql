-- What is older than what an instance acts on changes nothing, also when the inbox has forgotten it.

alter table workflow_instance add column edition bigint not null default 0; -- of the latest numbered news that counted; 0 before any did
