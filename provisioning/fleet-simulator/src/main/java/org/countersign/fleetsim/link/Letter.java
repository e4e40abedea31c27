package org.countersign.fleetsim.link;

/**
 * A message for the broker, never retained.
 *
 * @param qos 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // Made by one line, written by the next; nobody compares.
record Letter(String topic, byte[] payload, int qos) {}
