/**
 * A link to an MQTT 3.1.1 broker that lives as long as its process: it connects, subscribes,
 * watches the peer, and after every end waits and connects again, with a back-off that keeps
 * thousands of clients apart. What is said over it is its user's matter. Types of the MQTT client
 * library stop in here.
 *
 * <pre>{@code
 * BrokerConfig broker = BrokerConfig.plain(URI.create("tcp://broker.example:1883"));
 * LinkCycle cycle =
 *     new LinkCycle(
 *         broker,
 *         new PahoConnector(broker, "centre-1"),
 *         new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), RandomGenerator.getDefault()),
 *         new ArrivalLimits(10_000, 1 << 20, 64 << 20),
 *         new Ticker(System::nanoTime),
 *         user); // A LinkUser: topics, payloads, will.
 * MqttLink link = MqttLink.start("fleet", cycle);
 * cycle.changed(); // Any thread: the user has something to say.
 * link.close(); // Farewell, DISCONNECT.
 * }</pre>
 */
@NullMarked
package org.countersign.mqtt;

import org.jspecify.annotations.NullMarked;
