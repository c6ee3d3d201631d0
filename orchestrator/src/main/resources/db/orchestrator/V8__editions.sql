-- What is older than what an instance acts on changes nothing, also when the inbox has forgotten it.

alter table workflow_instance add column edition bigint not null default 0; -- of the news that it acts on; 0 when that bore none
