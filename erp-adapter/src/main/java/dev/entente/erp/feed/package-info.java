/** Orders that changed in the ERP, found by polling and published when they really differ from what was last said. */
@NullMarked
package dev.entente.erp.feed;

import org.jspecify.annotations.NullMarked;
