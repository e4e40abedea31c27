package org.countersign.tck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** What became of every check, for a person and for a program. */
public final class KitReport implements TestExecutionListener {

  /** What became of a check. */
  public enum Verdict {
    PROVEN("proven    "),
    FAILED("FAILED    "),
    /** It could not be made; the reason says what is missing. */
    NOT_PROVEN("not proven"),
    /** It is about something that the driver does not declare and was proven not to have. */
    ABSENT("absent    ");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  /**
   * A check.
   *
   * @param kit the kit it belongs to
   * @param id {@code kit.method}, constant over versions
   * @param reason empty if it is proven
   */
  public record Check(String kit, String id, String name, Verdict verdict, String reason) {}

  private final List<Check> checks = new ArrayList<>();
  private Optional<TestPlan> plan = Optional.empty();

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = Optional.of(started);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest() || result.getStatus() != Status.SUCCESSFUL) {
      String kit =
          plan.flatMap(p -> p.getParent(test)).map(TestIdentifier::getDisplayName).orElse("");
      String id = test.getUniqueIdObject().getLastSegment().getValue().replaceFirst("\\(.*", "");
      String reason = result.getThrowable().map(KitReport::reason).orElse("");
      checks.add(new Check(kit, id, test.getDisplayName(), verdict(result), reason));
    }
  }

  private static Verdict verdict(TestExecutionResult result) {
    if (result.getStatus() == Status.SUCCESSFUL) {
      return Verdict.PROVEN;
    }
    if (result.getStatus() == Status.FAILED) {
      return Verdict.FAILED;
    }
    boolean absent =
        result.getThrowable().orElse(null) instanceof NotProven reason
            && reason.why() == NotProven.Why.ABSENT;
    return absent ? Verdict.ABSENT : Verdict.NOT_PROVEN;
  }

  /** The kit's own judgements speak for themselves; anything else tells its kind too. */
  private static String reason(Throwable thrown) {
    boolean isJudgement = thrown instanceof AssertionError || thrown instanceof NotProven;
    return String.valueOf(isJudgement ? thrown.getMessage() : thrown);
  }

  /** All, in the order of their making. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** How many have this verdict. */
  public long count(Verdict verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  /** Whether there were checks and none failed. */
  public boolean isPassed() {
    return !checks.isEmpty() && count(Verdict.FAILED) == 0;
  }

  /** As plain text; the last line is the sum. */
  public String text() {
    Map<String, List<Check>> kits = new LinkedHashMap<>();
    for (Check check : checks) {
      kits.computeIfAbsent(check.kit(), kit -> new ArrayList<>()).add(check);
    }
    StringBuilder text = new StringBuilder();
    kits.forEach((kit, all) -> {
      text.append(kit).append('\n');
      all.forEach(check -> append(text, check));
    });
    return text.append(
            String.format(
                "%d proven, %d failed, %d not proven, %d absent as declared%n",
                count(Verdict.PROVEN),
                count(Verdict.FAILED),
                count(Verdict.NOT_PROVEN),
                count(Verdict.ABSENT)))
        .toString();
  }

  private static void append(StringBuilder text, Check check) {
    text.append("  ").append(check.verdict().words).append("  ").append(check.name());
    if (check.verdict() == Verdict.FAILED) {
      check.reason().lines().forEach(line -> text.append("\n                ").append(line));
    } else if (!check.reason().isEmpty()) {
      text.append(": ").append(check.reason());
    }
    text.append('\n');
  }
}
