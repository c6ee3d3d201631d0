package dev.entente.endtoend.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a query of Prometheus is about, found without parsing all of its language. */
public final class Query {

    private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*\\}");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern OFFSET = Pattern.compile("\\boffset\\s+\\w+");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:$])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");
    private static final Pattern STATE = Pattern.compile("state=~?\"([^\"]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    private Query() {}

    /** The names of the series it reads. */
    public static Set<String> metrics(String query) {
        var bare = query;
        for (var part : new Pattern[] {TEXT, MATCHERS, GROUPING, RANGE, OFFSET}) {
            bare = part.matcher(bare).replaceAll(" ");
        }
        var names = new TreeSet<String>();
        NAME.matcher(bare).results().map(found -> found.group()).forEach(names::add);
        names.removeAll(WORDS);
        return names;
    }

    /** The states of a workflow that it names. */
    static Set<String> states(String query) {
        var states = new TreeSet<String>();
        STATE.matcher(query)
                .results()
                .forEach(found -> states.addAll(Set.of(found.group(1).split("\\|"))));
        states.removeIf(state -> state.startsWith("$"));
        return states;
    }
}
