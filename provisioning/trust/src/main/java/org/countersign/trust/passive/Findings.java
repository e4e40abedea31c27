package org.countersign.trust.passive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.countersign.trust.asn1.Refusal;

/** Collects checks; whatever a check throws makes it fail. */
final class Findings {

  /** A check that finds something, or an exception. */
  @FunctionalInterface
  interface Test<T> {
    T run() throws Exception;
  }

  private final List<Check> checks = new ArrayList<>();

  /** Makes a check whose result is its detail. */
  void check(String name, Test<String> test) {
    establish(name, test, detail -> detail);
  }

  /** Makes a check and gives what it found; empty if it failed. */
  <T> Optional<T> establish(String name, Test<T> test, Function<T, String> detail) {
    try {
      T found = test.run();
      checks.add(new Check(name, true, detail.apply(found)));
      return Optional.of(found);
    } catch (Refusal e) {
      checks.add(new Check(name, false, String.valueOf(e.getMessage())));
    } catch (Exception e) {
      // A parser's message may quote what it read, so only its kind is told.
      String kind = e.getClass().getSimpleName();
      checks.add(new Check(name, false, "cannot be read (" + kind + ")"));
    }
    return Optional.empty();
  }

  Verdict verdict() {
    return new Verdict(checks);
  }
}
