package org.countersign.station.stock;

/**
 * A batch as it came in.
 *
 * @param product profile id
 * @param quantity blanks by the label
 * @param label further facts from the carton, up to 200 characters
 * @param by operator
 */
public record Receipt(String batch, String product, long quantity, String label, String by) {}
