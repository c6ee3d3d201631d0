/** The integration contract: rules, deadlines, owners and retry policies of one workflow, read from a file by the running system. */
@NullMarked
package dev.entente.contracts.integration;

import org.jspecify.annotations.NullMarked;
