package dev.entente.adapter.connection;

import dev.entente.contracts.model.ObjectReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

import java.util.Optional;

class ExternalIdsPropertiesTest {

    @Property
    boolean whatIsWrittenIsReadAgain(
            @ForAll @AlphaChars @Chars('-') @StringLength(max = 10) String prefix,
            @ForAll @CharRange(from = 'a', to = 'z') @Chars('-') @StringLength(min = 1, max = 10) String connection,
            @ForAll @AlphaChars @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 20) String id) {
        var ids = new ExternalIds(prefix);
        var reference = new ObjectReference(connection, id);
        return ids.read(ids.of(reference)).equals(Optional.of(reference));
    }

    @Property
    boolean whatSomebodyElseWroteIsNotOursOrReadTheSameWay(@ForAll @StringLength(max = 30) String written) {
        var ids = new ExternalIds("entente-");
        return ids.read(written).map(ids::of).map(written::equals).orElse(true);
    }
}
