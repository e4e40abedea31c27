package org.countersign.centre.link;

/**
 * Whether the centre hears its fleet.
 *
 * @param since milliseconds since 1970-01-01T00:00:00Z
 * @param reason why there is no connection, one line without secrets; empty if there is one
 * @param dropped messages of the broker that found no room since the start
 */
public record LinkStatus(boolean connected, long since, String reason, long dropped) {}
