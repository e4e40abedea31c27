/**
 * Records that must not be lost, from a station to the centre and acknowledged: values, their
 * codec, and the rules of both ends as state machines. Pure: no socket, no thread, no clock of its
 * own; what is kept is behind ports. Order is kept whatever the backlog: a month of a busy station
 * is some 5,000 records, sent in minutes, and how things are now is told by Sparkplug meanwhile.
 */
@NullMarked
package org.countersign.protocol.records;

import org.jspecify.annotations.NullMarked;
