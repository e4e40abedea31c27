package org.countersign.tck.toy;

import org.countersign.tck.Bench;
import org.countersign.tck.BenchProvider;
import org.countersign.tck.Subject;

/** The bench of the driver {@code toy}. */
public final class ToyBenchProvider implements BenchProvider {

  @Override
  public String driverId() {
    return "toy";
  }

  @Override
  public Bench bench(Subject subject) {
    return new ToyBench(subject);
  }
}
