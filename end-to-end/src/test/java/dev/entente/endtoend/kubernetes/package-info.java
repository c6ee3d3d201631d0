/** The manifests, rendered and read as a cluster would. */
@NullMarked
package dev.entente.endtoend.kubernetes;

import org.jspecify.annotations.NullMarked;
