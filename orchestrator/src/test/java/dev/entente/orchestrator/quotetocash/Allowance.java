package dev.entente.orchestrator.quotetocash;

/**
 * How often each kind of trouble may still happen in a world: what keeps an exploration finite.
 *
 * @param duplicates records delivered twice, and orders told of again
 * @param losses commands or answers lost with an adapter that died
 * @param failures commands that fail, in any class
 * @param refusals business decisions against the deal: price, credit
 * @param crmChanges of the deal by people in the CRM
 * @param erpChanges of the order by people in the ERP
 * @param actions of operators
 */
record Allowance(int duplicates, int losses, int failures, int refusals, int crmChanges, int erpChanges, int actions) {

    static final Allowance NONE = new Allowance(0, 0, 0, 0, 0, 0, 0);

    /** An expression that makes it. */
    String code() {
        return "new Allowance(%d, %d, %d, %d, %d, %d, %d)"
                .formatted(duplicates, losses, failures, refusals, crmChanges, erpChanges, actions);
    }

    Allowance duplicates(int more) {
        return new Allowance(duplicates + more, losses, failures, refusals, crmChanges, erpChanges, actions);
    }

    Allowance losses(int more) {
        return new Allowance(duplicates, losses + more, failures, refusals, crmChanges, erpChanges, actions);
    }

    Allowance failures(int more) {
        return new Allowance(duplicates, losses, failures + more, refusals, crmChanges, erpChanges, actions);
    }

    Allowance refusals(int more) {
        return new Allowance(duplicates, losses, failures, refusals + more, crmChanges, erpChanges, actions);
    }

    Allowance crmChanges(int more) {
        return new Allowance(duplicates, losses, failures, refusals, crmChanges + more, erpChanges, actions);
    }

    Allowance erpChanges(int more) {
        return new Allowance(duplicates, losses, failures, refusals, crmChanges, erpChanges + more, actions);
    }

    Allowance actions(int more) {
        return new Allowance(duplicates, losses, failures, refusals, crmChanges, erpChanges, actions + more);
    }
}
