-- Which of two messages of a kind is the later one, by the account of whom they are about; absent where only the time can tell.

alter table dead_letter add column message_edition bigint;
