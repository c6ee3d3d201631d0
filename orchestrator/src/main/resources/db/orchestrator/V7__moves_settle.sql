-- Whether a move is what happened next to an instance is found out from its history, also after the mover died in between.

alter table definition_move add column after_line bigint; -- the last line of the instance's history before the move
create index definition_move_by_age on definition_move (moved_at);
