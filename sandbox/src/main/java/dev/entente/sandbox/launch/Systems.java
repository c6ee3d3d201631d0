package dev.entente.sandbox.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * Which systems a sandbox connects: the first of each kind is the one that deals go to.
 *
 * @param erps at least one
 * @param supportTools at least one
 */
public record Systems(List<Erp> erps, List<SupportTool> supportTools) {

    /** The simulated ones, which need nothing but Java. */
    public static final Systems SIMULATED = new Systems(List.of(Erp.NETSUITE), List.of(SupportTool.ZENDESK));

    /** The real ones. */
    public static final Systems REAL = new Systems(List.of(Erp.TRYTON), List.of(SupportTool.REQUEST_TRACKER));

    /** ERPs that a sandbox knows. */
    public enum Erp {
        NETSUITE,
        TRYTON
    }

    /** Support tools that a sandbox knows. */
    public enum SupportTool {
        ZENDESK,
        REQUEST_TRACKER
    }

    /**
     * What the options say, for example {@code --erp tryton --support rt}.
     *
     * @throws IllegalArgumentException naming what is not known
     */
    static Systems parse(List<String> options) {
        var chosen = SIMULATED;
        for (int at = 0; at + 1 < options.size(); at += 2) {
            var name = options.get(at + 1).equals("rt") ? "request-tracker" : options.get(at + 1);
            chosen = switch (options.get(at)) {
                case "--erp" -> new Systems(List.of(named(Erp.class, name)), chosen.supportTools());
                case "--support" -> new Systems(chosen.erps(), List.of(named(SupportTool.class, name)));
                default -> throw new IllegalArgumentException("there is no option " + options.get(at));
            };
        }
        if (options.size() % 2 != 0) {
            throw new IllegalArgumentException(options.getLast() + " needs a name");
        }
        return chosen;
    }

    private static <E extends Enum<E>> E named(Class<E> kind, String name) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(one -> word(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not one of "
                        + EnumSet.allOf(kind).stream().map(Systems::word).toList()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The options that mean this, to be remembered beside a sandbox's data. */
    String options() {
        return "--erp " + word(erps.getFirst()) + " --support " + word(supportTools.getFirst());
    }

    /** Whether a real system was installed and prepared, as {@code ./entente test} says by a system property. */
    public static boolean isPrepared(String system) {
        return List.of(System.getProperty("sandbox.real", "").split(",")).contains(system);
    }

    /** Every system that the named adapter can be connected with on this machine. */
    public static Systems allThereAre(String adapter) {
        var erps = new ArrayList<>(SIMULATED.erps());
        if (adapter.equals("erp-adapter") && isPrepared("tryton")) {
            erps.add(Erp.TRYTON);
        }
        var supportTools = new ArrayList<>(SIMULATED.supportTools());
        if (adapter.equals("support-adapter") && isPrepared("request-tracker")) {
            supportTools.add(SupportTool.REQUEST_TRACKER);
        }
        return new Systems(erps, supportTools);
    }
}
