package dev.entente.adapter.lock;

import io.smallrye.mutiny.Uni;

import java.util.function.Supplier;

/** One at a time per record of a connection. */
@FunctionalInterface
public interface Exclusive {

    /**
     * Does the work while nobody else works on the same record.
     *
     * @param kind of the record, for example {@code order}
     * @param key of the record, among those of its kind
     * @return the work's outcome; fails as throttled, without having done anything, while somebody's outcome is in doubt, and
     *     when somebody else is at it for long
     */
    <T> Uni<T> on(String kind, String key, Supplier<Uni<T>> work);
}
