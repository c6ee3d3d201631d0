package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.rehearsal.FieldChange;

import java.util.List;

/**
 * What work would come to.
 *
 * @param applied what became of each piece
 * @param changes of the instances concerned, each field with its workflow's name before it
 * @param commands that would be sent
 */
record Foresight(List<Applied> applied, List<FieldChange> changes, List<OutgoingRecord> commands) {}
