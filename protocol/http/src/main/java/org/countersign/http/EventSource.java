package org.countersign.http;

/** What event streams tell: every event of a log, or the newest of each name on a board. */
public sealed interface EventSource permits EventLog, EventBoard {}
