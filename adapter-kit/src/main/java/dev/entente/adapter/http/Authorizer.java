package dev.entente.adapter.http;

import io.smallrye.mutiny.Uni;

/** Provides the {@code Authorization} header of a connection. */
public interface Authorizer {

    Uni<String> authorization();

    /**
     * The vendor refused the credentials.
     *
     * @param header the value that was refused
     * @return whether trying once more can help, because fresh ones will be obtained
     */
    boolean refused(String header);

    /** Credentials that never change by themselves. */
    static Authorizer constant(java.util.function.Supplier<String> header) {
        return new Authorizer() {
            @Override
            public Uni<String> authorization() {
                return Uni.createFrom().item(header);
            }

            @Override
            public boolean refused(String header) {
                return false;
            }
        };
    }
}
