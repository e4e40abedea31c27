package org.countersign.personalization.plan;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.profile.CardFile;
import org.countersign.personalization.profile.NearName;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ResumeWay;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.signing.DocumentSigner;

/** Compiles a profile for one application. Any thread; keeps no state. */
public final class PlanCompiler {

  private static final int MAX_FILE = 65_535;

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
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String suite =
        application.suite().orElse(profile.suites().isEmpty() ? "" : profile.suites().get(0));
    List<FieldProblem> problems = new ArrayList<>();
    header(profile, application, suite, serial, problems);
    ApplicationChecks checks = new ApplicationChecks(profile, application, today);
    problems.addAll(checks.run());
    if (!problems.isEmpty()) {
      return new Compilation.Bad(problems);
    }
    CardData data = new CardData(checks.texts(), application.attachments(), serial, suite, today);
    return trial(profile, data);
  }

  /** Compiles on trial, before the application has a serial; empty if nothing is wrong. */
  public List<FieldProblem> check(Profile profile, Application application, Clock clock) {
    return switch (compile(profile, application, profile.serialFormat().example(), clock)) {
      case Compilation.Good good -> List.of();
      case Compilation.Bad bad -> bad.problems();
    };
  }

  private void header(
      Profile profile,
      Application application,
      String suite,
      String serial,
      List<FieldProblem> problems) {
    if (!application.profile().equals(profile.id())) {
      problems.add(new FieldProblem("profile", "is not " + profile.id()));
    }
    if (!profile.serialFormat().matches(serial)) {
      problems.add(new FieldProblem("serial", "must be " + profile.serialFormat()));
    }
    if (profile.signing().isEmpty()) {
      if (application.suite().isPresent()) {
        problems.add(new FieldProblem("suite", "is given, but this profile signs nothing"));
      }
    } else if (!profile.suites().contains(suite)) {
      problems.add(
          new FieldProblem(
              "suite",
              "must be one of " + profile.suites() + NearName.of(suite, profile.suites())));
    } else if (!signer.suites().contains(suite)) {
      problems.add(
          new FieldProblem(
              "suite",
              "has no signing key at this station, which signs "
                  + signer.suites().stream().sorted().toList()));
    }
  }

  private Compilation trial(Profile profile, CardData data) {
    int signed =
        profile.signing().map(s -> signer.maxSize(data.suite(), s.dataGroups().size())).orElse(0);
    Evaluator values = new Evaluator(profile, data, new TrialFacts(profile, signed));
    List<FieldProblem> problems = new ArrayList<>();
    Map<String, Integer> sizes = sizes(profile, values, problems);
    TrialSession session = new TrialSession(profile.card());
    if (problems.isEmpty()) {
      steps(profile, values, session, problems);
    }
    if (!problems.isEmpty()) {
      return new Compilation.Bad(problems.stream().distinct().toList());
    }
    Bytes hash = hash(profile, data, session.sent());
    return new Compilation.Good(
        new Plan(profile, data, hash, session.commands(), sizes, values.fixed()));
  }

  private static Map<String, Integer> sizes(
      Profile profile, Evaluator values, List<FieldProblem> problems) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int total = 0;
    for (CardFile file : profile.files()) {
      if (!values.present(file.name())) {
        continue;
      }
      try {
        int size = values.file(file.name()).size();
        total += size;
        sizes.put(file.name(), size);
        size(file, size).ifPresent(problems::add);
      } catch (FieldFailure e) {
        problems.add(e.problem());
      }
    }
    if (total > profile.card().memory()) {
      problems.add(
          new FieldProblem(
              "profile " + profile.id(),
              "needs %d bytes of the chip's memory; it has %d"
                  .formatted(total, profile.card().memory())));
    }
    return sizes;
  }

  private static Optional<FieldProblem> size(CardFile file, int size) {
    if (file.size().isPresent() && file.size().getAsInt() != size) {
      return Optional.of(
          new FieldProblem(
              "files." + file.name(),
              "has %d bytes of content in a file of %d".formatted(size, file.size().getAsInt())));
    }
    return size > MAX_FILE
        ? Optional.of(
            new FieldProblem("files." + file.name(), "is " + size + " bytes; at most " + MAX_FILE))
        : Optional.empty();
  }

  private static void steps(
      Profile profile, Evaluator values, TrialSession session, List<FieldProblem> problems) {
    StepRunner runner = new StepRunner(profile, values, session, true);
    Map<String, List<Step>> phases = new LinkedHashMap<>();
    phases.put("open", profile.phases().open());
    phases.put("authenticate", profile.phases().authenticate());
    phases.put("write", profile.phases().write());
    phases.put("read-back", profile.phases().readBack());
    phases.put("activate", profile.phases().activate());
    try {
      session.enter("open");
      ChipIdReading.read(profile.card(), session, "read chip number", false);
      for (Map.Entry<String, List<Step>> phase : phases.entrySet()) {
        session.enter(phase.getKey());
        runner.run(phase.getValue());
      }
      resume(profile, values);
    } catch (FieldFailure e) {
      problems.add(e.problem());
    } catch (StepFailure e) {
      problems.add(new FieldProblem("profile " + profile.id(), String.valueOf(e.getMessage())));
    } catch (DeviceException e) {
      throw new IllegalStateException("a trial has no device", e);
    }
    session.commands().stream()
        .filter(c -> c.lc() > profile.card().maxCommandData())
        .findFirst()
        .ifPresent(c ->
            problems.add(
                new FieldProblem(
                    "profile " + profile.id(),
                    "%s sends %d bytes; the chip takes %d"
                        .formatted(c.label(), c.lc(), profile.card().maxCommandData()))));
  }

  /** On cards of its own: what is sent only after a cut is no part of the plan. */
  private static void resume(Profile profile, Evaluator values)
      throws DeviceException, StepFailure, FieldFailure {
    for (ResumeWay way : profile.resume()) {
      StepRunner runner = new StepRunner(profile, values, new TrialSession(profile.card()), true);
      runner.run(way.authenticate());
      Restoring.tryOut(runner, way);
      runner.run(way.write());
      runner.run(way.readBack(profile));
      runner.run(way.activate(profile));
    }
  }

  private static Bytes hash(Profile profile, CardData data, List<Bytes> sent) {
    Bytes all =
        Bytes.concat(
            profile.hash(),
            Framing.text(data.suite()),
            Framing.text(data.serial()),
            Bytes.concat(sent.stream().map(Framing::framed).toArray(Bytes[]::new)));
    return Evaluator.hash("SHA-256", all);
  }

  /** Frames parts so that no two lists of parts give the same bytes. */
  private static final class Framing {
    static Bytes text(String text) {
      return framed(Bytes.utf8(text));
    }

    static Bytes framed(Bytes part) {
      int size = part.size();
      return Bytes.of(size >> 24, size >> 16, size >> 8, size).plus(part);
    }
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
