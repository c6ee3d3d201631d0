/**
 * Container images of the services, assembled and pushed without a daemon. Containerfiles beside this module make the same images where
 * there is one.
 */
@NullMarked
package dev.entente.images;

import org.jspecify.annotations.NullMarked;
