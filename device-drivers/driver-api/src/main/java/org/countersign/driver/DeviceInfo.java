package org.countersign.driver;

/**
 * What a device says of itself.
 *
 * @param model vendor's model name
 * @param serial serial number; empty if it has none
 * @param firmware firmware version; empty if unknown
 */
public record DeviceInfo(String model, String serial, String firmware) {}
