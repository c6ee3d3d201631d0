/** How adapters call vendors: bounded, timed, guarded, classified. */
@NullMarked
package dev.entente.adapter.http;

import org.jspecify.annotations.NullMarked;
