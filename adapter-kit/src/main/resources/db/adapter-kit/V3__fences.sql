-- Which step of which flow a command belongs to: a straggler of an earlier step must not be performed after a later one.
alter table command_ledger add column flow text, add column step integer;
create index command_ledger_by_flow on command_ledger (flow, step);
