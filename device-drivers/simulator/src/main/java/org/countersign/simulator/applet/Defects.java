package org.countersign.simulator.applet;

import java.util.ArrayList;
import java.util.List;

/** Exceptions that escaped from an applet: mistakes of the simulator, shown to the host as 6F00. */
public final class Defects {

  private final List<Throwable> caught = new ArrayList<>();

  void add(Throwable defect) {
    caught.add(defect);
  }

  /** What escaped, in order. */
  public List<Throwable> caught() {
    return List.copyOf(caught);
  }
}
