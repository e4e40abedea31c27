package org.countersign.driver;

import java.util.Map;
import org.countersign.driver.link.Links;

/** A context that is nothing but its parts. */
record Context(String deviceId, Map<String, String> config, DeviceEvents events, Links links)
    implements DriverContext {}
