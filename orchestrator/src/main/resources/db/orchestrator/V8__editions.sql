-- What is older than what was heard of a business object changes nothing, also when the inbox has forgotten it.

alter table workflow_instance add column edition bigint not null default 0; -- of what was heard of the business object: news with a lower number is older; 0 before any bore one
