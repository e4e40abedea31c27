package org.countersign.mqtt;

import java.time.Duration;

/**
 * What a {@link LinkCycle} connects for. Every method is called by the link's thread and returns
 * soon; while one runs nothing is read, sent or watched. One that throws costs the connection, but
 * {@link #lost} and {@link #stopped} must not throw.
 */
public interface LinkUser {

  /** A try begins; asked anew for each. */
  Opening opening();

  /** Every subscription is confirmed or was refused: from now on the user may publish. */
  void up();

  /** The broker refused a filter of {@link Opening#wishes}; comes before {@link #up}. */
  default void refused(String filter) {}

  /** A message from a subscription; also between CONNACK and the last SUBACK. */
  void arrived(String topic, byte[] payload);

  /** So many messages of the broker found no room, or were too large. */
  void dropped(int count);

  /** Somebody rang with {@link LinkCycle#changed}, once or often. Also without a connection. */
  void changed();

  /**
   * The line is free: the link is up and all that was published has left. Now is the time to
   * publish what is due, at most {@link MqttConnection#MOST_OUTSTANDING} messages. Called in every
   * round, so mostly nothing is.
   */
  void lineFree();

  /** Moment of the link's {@link Ticker} at which {@link #lineFree} is to be called next. */
  long nextDue();

  /** The link is up and ends for good: the last moment to publish, before DISCONNECT. */
  void farewell();

  /** What ended the connection or the try; comes before {@link #lost}. */
  default void met(Trouble trouble) {}

  /**
   * There is no connection now, or the try failed.
   *
   * @param reason one line without secrets
   * @param wait time until the next try; nothing comes after it if the link is {@link
   *     LinkCycle#isStopped stopped}
   */
  void lost(String reason, Duration wait);

  /**
   * The link has ended for good.
   *
   * @param reason empty if all went as it should
   */
  void stopped(String reason);
}
