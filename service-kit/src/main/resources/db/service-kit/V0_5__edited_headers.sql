-- Headers that a person has corrected before a replay: [name, text or null where it was taken away]; absent when all were left as they came.

alter table dead_letter_decision add column headers json;
