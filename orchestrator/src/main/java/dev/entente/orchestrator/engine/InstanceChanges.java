package dev.entente.orchestrator.engine;

import dev.entente.service.rehearsal.FieldChange;

import java.util.List;

/**
 * What would stand otherwise in one instance.
 *
 * @param changes each field with its workflow's name before it
 */
public record InstanceChanges(String businessKey, List<FieldChange> changes) {}
