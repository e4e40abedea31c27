package org.countersign.station.issuing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.CardIssuance;
import org.countersign.personalization.issue.Interrupted;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.issue.MetChip;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.KeyUnavailableException.Hinders;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.station.ledger.JobJournal;

/** Card products as profiles describe them. */
public final class ProfileProducts implements CardProducts {

  private final Map<String, Profile> profiles;
  private final PlanCompiler compiler;
  private final CardIssuance issuance;
  private final OneSignatureAJob signer;
  private final Clock clock;

  /**
   * Binds the parts.
   *
   * @param profiles by id
   * @param issuance signs with {@code signer}
   */
  public ProfileProducts(
      Map<String, Profile> profiles,
      PlanCompiler compiler,
      CardIssuance issuance,
      OneSignatureAJob signer,
      Clock clock) {
    this.profiles = Map.copyOf(profiles);
    this.compiler = compiler;
    this.issuance = issuance;
    this.signer = signer;
    this.clock = clock;
  }

  @Override
  public Trial tryOut(String job, Application application) {
    Profile profile = profiles.get(application.profile());
    if (profile == null) {
      return new Trial.Bad(List.of(unknownProfile()));
    }
    return switch (compiler.compile(
        profile, application, profile.serialFormat().example(), clock)) {
      case PlanCompiler.Compilation.Good good ->
          withKeys(job, profile, good.plan().keyEnvelope(), new Trial.Good(good.plan().suite()));
      case PlanCompiler.Compilation.Bad bad -> new Trial.Bad(bad.problems());
    };
  }

  /** An envelope that can never be used is refused at once, not when a card lies there. */
  private Trial withKeys(String job, Profile profile, Optional<Bytes> envelope, Trial.Good good) {
    try {
      issuance.requireKeys(job, profile, envelope);
      return good;
    } catch (KeyUnavailableException e) {
      String why = String.valueOf(e.getMessage());
      return e.hinders() == Hinders.STATION
          ? new Trial.NotNow(why)
          : new Trial.Bad(
              List.of(new FieldProblem("attachments." + Application.KEY_ENVELOPE, why)));
    }
  }

  @Override
  public Optional<String> objection(String suite) {
    return signer.objection(suite);
  }

  @Override
  public Makeable makeable(Set<String> wanted) {
    Set<String> asked = wanted.isEmpty() ? profiles.keySet() : wanted;
    Map<String, String> held = new TreeMap<>();
    for (String product : asked) {
      outage(product).or(() -> keyOutage(product)).ifPresent(why -> held.put(product, why));
    }
    if (held.isEmpty()) {
      return new Makeable(wanted, Optional.empty());
    }
    Set<String> left = new TreeSet<>(asked);
    left.removeAll(held.keySet());
    Optional<String> why = held.values().stream().findFirst();
    return new Makeable(left, left.isEmpty() ? why : Optional.empty());
  }

  /** The suite may be the application's choice, so one that signs is enough. */
  private Optional<String> outage(String product) {
    List<String> suites =
        Optional.ofNullable(profiles.get(product)).map(Profile::suites).orElse(List.of()).stream()
            .filter(signer.suites()::contains)
            .toList();
    return suites.stream().anyMatch(suite -> signer.outage(suite).isEmpty())
        ? Optional.empty()
        : suites.stream().findFirst().flatMap(signer::outage);
  }

  private Optional<String> keyOutage(String product) {
    return Optional.ofNullable(profiles.get(product)).flatMap(issuance::outage);
  }

  @Override
  public MetChip meet(String profile, ChipContact contact) throws IssuanceException {
    Profile known = profiles.get(profile);
    if (known == null) {
      // Preparation refuses the job, whatever lies at the contact.
      throw new IssuanceException(CardState.BLANK, null, unknownProfile().toString());
    }
    return issuance.meet(known, contact);
  }

  @Override
  public Preparation prepare(String job, Application application, String serial, Instant at) {
    Optional<Profile> profile = Optional.ofNullable(profiles.get(application.profile()));
    if (profile.isEmpty()) {
      return new Preparation.Refused(List.of(unknownProfile()));
    }
    Clock issueDay = Clock.fixed(at, ZoneOffset.UTC);
    return switch (compiler.compile(profile.get(), application, serial, issueDay)) {
      case PlanCompiler.Compilation.Good good ->
          new Preparation.Ready(new Planned(job, good.plan()));
      case PlanCompiler.Compilation.Bad bad -> new Preparation.Refused(bad.problems());
    };
  }

  private final class Planned implements PreparedCard {
    private final String job;
    private final Plan plan;

    Planned(String job, Plan plan) {
      this.job = job;
      this.plan = plan;
    }

    @Override
    public IssuedCard issue(MetChip chip, JobJournal journal) throws IssuanceException {
      try (OneSignatureAJob.Binding bound = signer.bind(job, journal)) {
        return issuance.issue(bound.job(), plan, chip, journal);
      }
    }

    @Override
    public IssuedCard resume(MetChip chip, JobJournal journal, Interrupted standing)
        throws IssuanceException {
      try (OneSignatureAJob.Binding bound = signer.bind(job, journal)) {
        return issuance.resume(bound.job(), plan, chip, journal, standing);
      }
    }

    @Override
    public Optional<String> planHash() {
      return Optional.of(plan.hash().toHex());
    }
  }

  private FieldProblem unknownProfile() {
    return new FieldProblem(
        "profile",
        "is none of this station's: "
            + (profiles.isEmpty()
                ? "it has none"
                : "use one of " + String.join(", ", new TreeSet<>(profiles.keySet()))));
  }
}
