package org.countersign.station.selftest;

import java.util.Optional;

/** The station's self-tests. Any thread. */
public interface SelfTests {

  /** The newest report; empty before the first. Never waits. */
  Optional<SelfTestReport> latest();

  /** Looks now; waits for a look that runs already. At most half a minute. */
  SelfTestReport run();
}
