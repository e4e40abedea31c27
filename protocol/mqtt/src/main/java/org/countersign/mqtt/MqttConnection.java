package org.countersign.mqtt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One MQTT 3.1.1 connection, from CONNECT to its end; a new one is made for every try. No call
 * waits for the network. One thread.
 */
public interface MqttConnection {

  /** Messages that may be outstanding; one more is not taken. */
  int MOST_OUTSTANDING = 1_000;

  /** Makes connections. */
  interface Connector {

    /**
     * Begins to connect, with a clean session.
     *
     * @param broker one of {@link BrokerConfig#addresses}
     * @param events takes everything that happens to it, on threads of the connection; it returns
     *     at once
     * @throws IOException if it cannot even be tried, for example because a certificate file is
     *     missing
     */
    MqttConnection open(URI broker, ApplicationMessage will, Events events) throws IOException;
  }

  /** What happens to a connection. */
  interface Events {

    /** CONNACK said yes. */
    void accepted();

    /** Every SUBACK came, and said yes to all but what was refused before. */
    void subscribed();

    /** A SUBACK said no to a filter that is only wished for. */
    void refused(String filter);

    /** Everything published so far has left for the broker (QoS 0) or was acknowledged (QoS 1). */
    void drained();

    /** A message from a subscription; the array is the receiver's. */
    void arrived(String topic, byte[] payload);

    /** It is over, or never came to be. */
    void ended(String reason);

    /** The same, with what it met. */
    default void ended(Trouble trouble, String reason) {
      ended(reason);
    }
  }

  /**
   * Asks for filters at QoS 1.
   *
   * @param filters without which the connection ends
   * @param wishes each of which may be refused
   * @throws IOException if a SUBSCRIBE was not taken; the connection is then of no further use
   */
  void subscribe(List<String> filters, List<String> wishes) throws IOException;

  /**
   * Hands a message over; messages reach the socket in the order of the calls.
   *
   * @throws IOException if it was not taken; the connection is then of no further use
   */
  void publish(ApplicationMessage message) throws IOException;

  /** Messages that were handed over and have not left yet. */
  int outstanding();

  /** Sends DISCONNECT and ends. Later events may still come. */
  void disconnect();

  /**
   * Ends without DISCONNECT, so that the broker publishes the will. Later events may still come.
   */
  void abort();

  /** Waits until nothing of it is left, threads included. */
  boolean awaitEnd(Duration limit) throws InterruptedException;
}
