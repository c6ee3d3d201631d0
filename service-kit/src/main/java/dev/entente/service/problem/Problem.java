package dev.entente.service.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Problem details, RFC 9457.
 *
 * @param type a URI that stands for the kind of problem; {@code about:blank} when the status says it all
 * @param title the same for every problem of the type
 * @param status the HTTP status code
 * @param detail about this occurrence, safe to show
 * @param correlationId to be quoted when asking about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record Problem(
        String type, String title, int status, @Nullable String detail, String correlationId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPES = "urn:entente:problem:";

    static String typeOf(String name) {
        return TYPES + name;
    }
}
