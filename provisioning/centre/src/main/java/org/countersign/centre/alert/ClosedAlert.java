package org.countersign.centre.alert;

/**
 * An alert that is over, or became part of a larger one.
 *
 * @param closedAt milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
 * @param absorbedBy number of the larger one; 0 if it is over
 */
public record ClosedAlert(Alert alert, long closedAt, long absorbedBy) {}
