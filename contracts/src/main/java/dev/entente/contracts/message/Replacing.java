package dev.entente.contracts.message;

/**
 * Says all there is to say about its object: once a later message of the same type and subject has been dealt with, an earlier one
 * has nothing to add.
 */
public interface Replacing {}
