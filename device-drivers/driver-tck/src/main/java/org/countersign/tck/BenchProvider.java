package org.countersign.tck;

/**
 * Finds the bench for a bundle, through {@link java.util.ServiceLoader} in the jar of the vendor's
 * tests.
 */
public interface BenchProvider {

  /** Id of the driver whose bench it has. */
  String driverId();

  /** A bench for this driver; the kit closes it. */
  Bench bench(Subject subject) throws Exception;
}
