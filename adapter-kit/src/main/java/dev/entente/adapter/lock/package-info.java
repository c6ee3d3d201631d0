/** One at a time, across replicas: what stands in for the unique keys that some vendors do not have. */
@NullMarked
package dev.entente.adapter.lock;

import org.jspecify.annotations.NullMarked;
