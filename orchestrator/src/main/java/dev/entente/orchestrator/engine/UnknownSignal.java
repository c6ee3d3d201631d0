package dev.entente.orchestrator.engine;

import java.util.List;

/** A workflow was to be told what it has no word for. Nothing was done. */
public final class UnknownSignal extends RuntimeException {

    UnknownSignal(String workflow, String signal, List<String> known) {
        super("%s knows no signal '%s'; it knows %s."
                .formatted(workflow, signal, known.isEmpty() ? "none" : String.join(", ", known)));
    }
}
