package org.countersign.fleetsim.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is done to a station. The word stands in scenarios and in the truth. */
public enum Cause {
  /** No current: the session ends without a goodbye, and no card is made. */
  POWER_CUT("power-cut"),
  /** Nothing passes the line any more, and nobody is told; cards are made all the same. */
  LINE_CUT("line-cut"),
  /** The line lets few bytes through. */
  LINE_SLOW("line-slow"),
  /** The service stops and starts again, with a goodbye. */
  RESTART("restart"),
  /** Another version from here on; a restart at either end. */
  NEW_VERSION("new-version"),
  /** Devices that the new version cannot work with. */
  BAD_VERSION("bad-version"),
  /** No blank is left, and none is delivered. */
  STOCK_OUT("stock-out"),
  /** The grant has no serial left. */
  GRANT_EMPTY("grant-empty"),
  /** The clock is behind, and nothing is signed. */
  CLOCK_WRONG("clock-wrong"),
  /** The document signer's period is over. */
  CERTIFICATE_ENDED("certificate-ended"),
  /** Devices answer with an error. */
  ENCODER_DEAD("encoder-dead"),
  /** Devices are unplugged. */
  ENCODER_GONE("encoder-gone"),
  /** The broker is away. Whoever runs the broker does it; the simulator only says when. */
  BROKER_RESTART("broker-restart");

  private final String word;

  Cause(String word) {
    this.word = word;
  }

  /** Its word. */
  public String word() {
    return word;
  }

  /** The cause of a word. */
  public static Optional<Cause> of(String word) {
    return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
  }

  /** All words that a scenario may use: a bad version follows from a new one. */
  public static List<String> words() {
    return Arrays.stream(values()).filter(c -> c != BAD_VERSION).map(Cause::word).toList();
  }

  /** Whether it strikes devices one by one. */
  public boolean ofDevices() {
    return this == ENCODER_DEAD || this == ENCODER_GONE || this == BAD_VERSION;
  }
}
