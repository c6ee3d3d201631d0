/**
 * Container images of the services, assembled and pushed without a daemon. Containerfiles beside this module make images with the same
 * user and places where there is one, and one with a cache of loaded classes.
 */
@NullMarked
package dev.entente.images;

import org.jspecify.annotations.NullMarked;
