package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.OutgoingRecord;

import java.util.List;

/**
 * What work would come to.
 *
 * @param applied what became of each piece
 * @param changes of the instances concerned
 * @param commands that would be sent
 */
record Foresight(List<Applied> applied, List<InstanceChanges> changes, List<OutgoingRecord> commands) {}
