/**
 * A link to an MQTT 3.1.1 broker that lives as long as its process: it connects, subscribes,
 * watches the peer, and after every end waits and connects again, with a back-off that keeps
 * thousands of clients apart. What is said over it is its user's matter. Types of the MQTT client
 * library stop in here.
 */
@NullMarked
package org.countersign.mqtt;

import org.jspecify.annotations.NullMarked;
