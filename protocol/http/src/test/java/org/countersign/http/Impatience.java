package org.countersign.http;

import java.time.Duration;

/** Everything that a test would wait for is short. */
final class Impatience {

  static final HttpConfig.Limits LIMITS = waiting(Duration.ofMillis(600));

  private Impatience() {}

  /** But this long between two requests. */
  static HttpConfig.Limits waiting(Duration idle) {
    return new HttpConfig.Limits(
        16,
        8,
        1 << 20,
        2,
        16,
        Duration.ofMillis(300),
        Duration.ofMillis(300),
        idle,
        Duration.ofMillis(50),
        Duration.ofMillis(300));
  }
}
