-- Headers that a person has corrected before a replay: as in dead_letter.record_headers, null where one was taken away; absent when all were left as they came.

alter table dead_letter_decision add column headers json;
