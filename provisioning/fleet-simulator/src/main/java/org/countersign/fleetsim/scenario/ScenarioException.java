package org.countersign.fleetsim.scenario;

import java.util.List;

/** A scenario that cannot be used; the message has a line for every problem. */
public final class ScenarioException extends Exception {

  private static final long serialVersionUID = 1L;

  ScenarioException(String scenario, List<String> problems) {
    super("scenario " + scenario + " cannot be used:\n  " + String.join("\n  ", problems));
  }
}
