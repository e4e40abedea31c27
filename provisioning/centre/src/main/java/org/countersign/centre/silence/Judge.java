package org.countersign.centre.silence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says why a station is silent. What somebody said goes before what can be seen; what many share
 * goes before what one has alone: one box is blamed only where its neighbours are well.
 */
public final class Judge {

  /** With a clock that is wrong by so much no certificate check can be trusted. */
  private static final long SURELY_WRONG = 3_600_000;

  /** A station cannot say of itself that it is not to be missed for longer. */
  private static final long LONGEST_STOP = Duration.ofDays(30).toMillis();

  private final SilenceRules rules;
  private final Wording wording;

  /** With rules and their zone. */
  public Judge(SilenceRules rules) {
    this.rules = rules;
    this.wording = new Wording(rules.zone());
  }

  /** Why and how sure; the evidence is collected beside it. */
  private record Finding(Why why, Sureness sure) {}

  /** Whether a stop on purpose still explains it. */
  boolean isPlanned(Facts facts) {
    return facts.plan().isPresent()
        || !facts.words().planned().isEmpty() && facts.now() <= back(facts);
  }

  /** When a station that was stopped on purpose is missed. */
  private long back(Facts facts) {
    OptionalLong until = facts.words().until();
    return until.isPresent()
        ? Math.min(until.getAsLong(), facts.from() + LONGEST_STOP) + rules.grace().toMillis()
        : facts.from() + rules.planned().toMillis();
  }

  /** The verdict while it is silent. */
  public Verdict judge(Facts facts) {
    List<Evidence> evidence = new ArrayList<>();
    Finding finding =
        planned(facts, evidence)
            .or(() -> certificate(facts, evidence))
            .or(() -> broker(facts, evidence))
            .or(() -> together(facts, evidence))
            .orElseGet(() -> alone(facts, evidence));
    if (finding.why() != Why.PLANNED) {
      seen(facts, evidence);
    }
    return new Verdict(
        finding.why(), finding.sure(), facts.from(), until(facts, finding), evidence);
  }

  private OptionalLong until(Facts facts, Finding finding) {
    if (finding.why() != Why.PLANNED) {
      return OptionalLong.empty();
    }
    return facts.plan().map(work -> OptionalLong.of(work.to())).orElse(facts.words().until());
  }

  private void seen(Facts facts, List<Evidence> evidence) {
    if (facts.beat() > 0 && !facts.died()) {
      evidence.add(wording.noBeats(facts.beat()));
    }
    wording.parting(facts.parting()).ifPresent(evidence::add);
    evidence.add(wording.heard(facts.heardAt()));
  }

  private Optional<Finding> planned(Facts facts, List<Evidence> evidence) {
    facts.plan().ifPresent(work -> evidence.add(wording.plan(work)));
    if (!facts.words().planned().isEmpty()) {
      evidence.add(wording.stopped(facts.words()));
      OptionalLong until = facts.words().until();
      if (until.isEmpty()) {
        evidence.add(wording.nobodySaidUntilWhen());
      } else if (facts.now() <= back(facts)) {
        evidence.add(wording.expected(until.getAsLong()));
      } else {
        evidence.add(wording.overdue(until.getAsLong()));
      }
    }
    return isPlanned(facts)
        ? Optional.of(new Finding(Why.PLANNED, Sureness.TOLD))
        : Optional.empty();
  }

  /** It cannot come back without another one, whatever else happened. */
  private Optional<Finding> certificate(Facts facts, List<Evidence> evidence) {
    OptionalLong ends = facts.words().certificateEnds();
    if (ends.isEmpty() || ends.getAsLong() > facts.now()) {
      return Optional.empty();
    }
    evidence.add(wording.certificate(ends.getAsLong()));
    return Optional.of(new Finding(Why.CERTIFICATE, Sureness.LIKELY));
  }

  private Optional<Finding> broker(Facts facts, List<Evidence> evidence) {
    facts.linkTrouble().ifPresent(at -> evidence.add(wording.linkTrouble(at)));
    Companions fleet = facts.fleet();
    boolean most = fleet.fellTogether() || fleet.areSilent();
    boolean whole =
        facts.linkTrouble().isPresent()
            ? 2 * Math.max(fleet.together(), fleet.silent()) >= fleet.others()
            : most && facts.hasOtherDistricts();
    if (!whole) {
      return Optional.empty();
    }
    if (most) {
      evidence.add(fleet.fellTogether() ? wording.together(fleet) : wording.silent(fleet));
    }
    boolean still = facts.linkTrouble().isPresent() || fleet.areSilent();
    return Optional.of(new Finding(Why.BROKER, still ? Sureness.LIKELY : Sureness.OPEN));
  }

  private Optional<Finding> together(Facts facts, List<Evidence> evidence) {
    return facts.circles().stream()
        .filter(circle -> circle.fellTogether() || circle.areSilent())
        .findFirst()
        .map(circle -> shared(facts, circle, evidence));
  }

  /** Power or line of a site or a district. */
  private Finding shared(Facts facts, Companions circle, List<Evidence> evidence) {
    evidence.add(circle.fellTogether() ? wording.together(circle) : wording.silent(circle));
    // With the others back it may be a box that did not start again.
    Sureness sure = circle.areSilent() ? Sureness.LIKELY : Sureness.OPEN;
    if (!circle.areSilent()) {
      evidence.add(wording.alone(circle));
    }
    if (facts.words().onBattery()) {
      evidence.add(wording.battery());
      return new Finding(Why.POWER, sure);
    }
    if (circle.onBattery() > 0) {
      evidence.add(wording.batteries(circle));
      return new Finding(Why.POWER, sure);
    }
    if (circle.onMains() > 0) {
      evidence.add(wording.noBatteryUsed(circle));
      return new Finding(Why.LINE, sure);
    }
    // Boxes that are shut down as their current ends close their connections; a line cannot.
    return new Finding(
        switch (facts.parting()) {
          case IN_ORDER, CLOSED -> Why.POWER;
          case TIMED_OUT, OVERTAKEN, THROWN_OUT, UNTOLD -> Why.LINE;
        },
        sure);
  }

  private Finding alone(Facts facts, List<Evidence> evidence) {
    Companions near = facts.circles().getFirst();
    if (near.others() > 0) {
      evidence.add(wording.alone(near));
    }
    if (!facts.died() && facts.beat() > 0) {
      evidence.add(wording.sessionStands());
      return facts.now() >= facts.hungAt()
          ? new Finding(Why.HUNG, Sureness.LIKELY)
          : new Finding(Why.UNKNOWN, Sureness.OPEN);
    }
    if (facts.words().onBattery()) {
      evidence.add(wording.battery());
      return new Finding(Why.POWER, Sureness.LIKELY);
    }
    long off = Math.abs(facts.words().clockAhead());
    if (off > rules.clock().toMillis()) {
      evidence.add(wording.clock(facts.words().clockAhead()));
      return new Finding(Why.CLOCK, off >= SURELY_WRONG ? Sureness.LIKELY : Sureness.OPEN);
    }
    if (facts.isClosedAtOnce()) {
      evidence.add(wording.closedAtOnce(facts.from() - facts.heardAt(), facts.beat()));
      return new Finding(Why.SERVICE, Sureness.LIKELY);
    }
    return switch (facts.parting()) {
      case IN_ORDER, CLOSED -> new Finding(Why.SERVICE, Sureness.LIKELY);
      case TIMED_OUT, OVERTAKEN, THROWN_OUT, UNTOLD -> new Finding(Why.UNKNOWN, Sureness.OPEN);
    };
  }

  /** A station that is connected and says that a part of it does not answer. */
  Verdict stuck(String part, long since) {
    return new Verdict(
        Why.HUNG, Sureness.TOLD, since, OptionalLong.empty(), List.of(wording.stuck(part)));
  }

  /** A station that is connected and has another time. */
  Verdict clock(long ahead, long since) {
    return new Verdict(
        Why.CLOCK, Sureness.LIKELY, since, OptionalLong.empty(), List.of(wording.clock(ahead)));
  }

  /**
   * The verdict on a silence that is over.
   *
   * @param last the one while it was silent
   * @param heardAt when it was heard last before
   */
  public Verdict corrected(Verdict last, long heardAt, ReturnWords words) {
    if (last.why() == Why.PLANNED) {
      return last;
    }
    List<Evidence> evidence = new ArrayList<>();
    Finding finding =
        restarted(last, heardAt, words, evidence)
            .or(() -> wentOn(last, heardAt, words, evidence))
            .orElseGet(() -> new Finding(last.why(), last.sure()));
    evidence.addAll(last.evidence());
    return new Verdict(finding.why(), finding.sure(), last.from(), OptionalLong.empty(), evidence);
  }

  private Optional<Finding> restarted(
      Verdict last, long heardAt, ReturnWords words, List<Evidence> evidence) {
    boolean booted = isAfter(words.booted(), heardAt);
    boolean started = isAfter(words.started(), heardAt);
    if (!booted && !started) {
      return Optional.empty();
    }
    evidence.add(
        booted
            ? wording.booted(words.booted().getAsLong())
            : wording.started(words.started().getAsLong(), words.booted().isPresent()));
    words.lastClean().map(wording::lastClean).ifPresent(evidence::add);
    if (last.why() == Why.HUNG) {
      // It was started anew because it hung; before, its session stood longer than a dead one can.
      return Optional.of(new Finding(Why.HUNG, Sureness.LIKELY));
    }
    if (booted) {
      boolean cut = !words.lastClean().orElse(false);
      return Optional.of(new Finding(Why.POWER, cut ? Sureness.TOLD : Sureness.LIKELY));
    }
    return Optional.of(
        new Finding(Why.SERVICE, words.booted().isPresent() ? Sureness.TOLD : Sureness.LIKELY));
  }

  /** Neither box nor service began anew: something between it and the centre was away. */
  private Optional<Finding> wentOn(
      Verdict last, long heardAt, ReturnWords words, List<Evidence> evidence) {
    if (words.booted().isEmpty() && words.started().isEmpty()) {
      return Optional.empty();
    }
    evidence.add(wording.wentOn());
    if (!isAfter(words.outageTo(), heardAt) || words.outageReason().isEmpty()) {
      // No outage of its own: either it did not speak, or nobody else heard.
      return last.why() == Why.HUNG || last.why() == Why.BROKER
          ? Optional.of(new Finding(last.why(), Sureness.LIKELY))
          : Optional.of(new Finding(Why.LINE, Sureness.LIKELY));
    }
    evidence.add(wording.outage(words.outageReason()));
    return Optional.of(new Finding(met(last, words.outageReason()), Sureness.TOLD));
  }

  private static Why met(Verdict last, String reason) {
    return switch (reason) {
      case "refused", "not authorized" -> last.why() == Why.CERTIFICATE ? last.why() : Why.BROKER;
      case "tls" -> last.why() == Why.CLOCK ? Why.CLOCK : Why.CERTIFICATE;
      case "closed" -> last.why() == Why.BROKER ? Why.BROKER : Why.LINE;
      default -> Why.LINE;
    };
  }

  private static boolean isAfter(OptionalLong at, long heardAt) {
    return at.isPresent() && at.getAsLong() > heardAt;
  }
}
