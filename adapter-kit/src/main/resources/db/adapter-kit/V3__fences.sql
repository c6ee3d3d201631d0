-- Which step of which flow a command belongs to: a straggler of an earlier step must not be performed after a later one.
alter table command_ledger add column flow text, add column step integer;
update command_ledger set flow = regexp_replace(intent, ':\d+$', ''), step = substring(intent from ':(\d{1,9})$')::integer
    where intent ~ '.:\d{1,9}$';
create index command_ledger_by_flow on command_ledger (flow, step);
