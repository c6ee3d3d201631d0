/** RFC 9457 problem details for every error an HTTP client sees. */
@NullMarked
package dev.entente.service.problem;

import org.jspecify.annotations.NullMarked;
