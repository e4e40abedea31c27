package org.countersign.driver;

/**
 * A storage unit as the device counts it (XFS4IoT Storage).
 *
 * @param id the device's name for it
 * @param count cards in it
 * @param threshold count at which it is low
 */
public record StorageUnit(String id, int count, int threshold) {}
