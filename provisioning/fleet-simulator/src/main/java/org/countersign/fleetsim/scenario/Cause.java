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
  /** Somebody stops the station on purpose; it says why and until when. */
  PLANNED("planned"),
  /** The service dies: its session is closed at once, and the box goes on. */
  SERVICE_CRASH("service-crash"),
  /** The service stands still: its session stays, and nothing is said in it. */
  HUNG("hung"),
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
  /** The period of the link's certificate is over: the broker takes no session. */
  LINK_CERTIFICATE_ENDED("link-certificate-ended"),
  /** By a wrong clock the broker's certificate is not valid: the station begins no session. */
  LINK_REFUSED("link-refused"),
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

  /** All words that a scenario may use. */
  public static List<String> words() {
    return Arrays.stream(values()).filter(c -> !c.follows()).map(Cause::word).toList();
  }

  /** Whether it is not for a scenario to say, but follows from another cause. */
  public boolean follows() {
    return this == BAD_VERSION || this == LINK_REFUSED;
  }

  /** Whether the service is stopped in order, and says so. */
  public boolean saysGoodbye() {
    return this == RESTART || this == PLANNED || this == NEW_VERSION;
  }

  /** Whether the station can have no session while it lasts. */
  public boolean ofLink() {
    return this == LINE_CUT || this == LINK_CERTIFICATE_ENDED || this == LINK_REFUSED;
  }

  /**
   * Why a station is not heard, in the centre's word; empty if it is heard all the same. A service
   * of which only an inner part stands still is heard, and counts as hung.
   */
  public Optional<String> why() {
    return switch (this) {
      case POWER_CUT -> Optional.of("POWER");
      case LINE_CUT -> Optional.of("LINE");
      case RESTART, PLANNED, NEW_VERSION -> Optional.of("PLANNED");
      case SERVICE_CRASH -> Optional.of("SERVICE");
      case HUNG -> Optional.of("HUNG");
      case LINK_CERTIFICATE_ENDED -> Optional.of("CERTIFICATE");
      case LINK_REFUSED -> Optional.of("CLOCK");
      case BROKER_RESTART -> Optional.of("BROKER");
      case LINE_SLOW,
          BAD_VERSION,
          STOCK_OUT,
          GRANT_EMPTY,
          CLOCK_WRONG,
          CERTIFICATE_ENDED,
          ENCODER_DEAD,
          ENCODER_GONE ->
          Optional.empty();
    };
  }

  /** Whether it strikes devices one by one. */
  public boolean ofDevices() {
    return this == ENCODER_DEAD || this == ENCODER_GONE || this == BAD_VERSION;
  }
}
