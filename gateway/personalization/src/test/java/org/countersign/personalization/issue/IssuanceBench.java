package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;

/** All that an issuance needs, with keys that fit the virtual cards. */
final class IssuanceBench {

  static final Duration LIMIT = Duration.ofSeconds(5);

  /** A plan knows no card, so one serves all. */
  private static final Map<String, Plan> PLANS = new ConcurrentHashMap<>();

  final TestSignatures signatures = new TestSignatures();
  final List<JobState> journal = new ArrayList<>();
  final Map<JobState, Map<String, String>> facts = new HashMap<>();
  final MasterKeys keys = new MasterKeys(masters());

  private static Map<String, Secret> masters() {
    Map<String, Secret> all = new HashMap<>();
    for (String name : List.of("transport", "personalization")) {
      all.put(name, Secret.of(CardSpec.testKey(16).toArray()));
    }
    for (String name : List.of("issuer", "reading")) {
      byte[] key = new byte[16];
      java.util.Arrays.fill(key, (byte) name.length());
      all.put(name, Secret.of(key));
    }
    return all;
  }

  static VirtualCard permitBlank() {
    return VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true));
  }

  static VirtualCard registrationBlank() {
    return VirtualCard.blank(CardKind.FILE);
  }

  Plan permit() {
    return PLANS.computeIfAbsent("residence-permit", p -> plan(p, TestApplications.permit()));
  }

  Plan registration() {
    return PLANS.computeIfAbsent(
        "residence-registration-card", p -> plan(p, TestApplications.registration()));
  }

  Plan plan(String profile, Application application) {
    return plan(ShippedProfiles.profile(profile), application);
  }

  Plan plan(Profile profile, Application application) {
    PlanCompiler compiler = new PlanCompiler(signatures);
    return switch (compiler.compile(profile, application, "UTO000042", TestApplications.TODAY)) {
      case PlanCompiler.Compilation.Good good -> good.plan();
      case PlanCompiler.Compilation.Bad bad ->
          throw new AssertionError(bad.problems().stream().map(FieldProblem::toString).toList());
    };
  }

  IssuedCard issue(Plan plan, ChipContact contact) throws IssuanceException {
    return issue(
        plan,
        contact,
        (state, f) -> {
          journal.add(state);
          facts.put(state, f);
        });
  }

  IssuedCard issue(Plan plan, ChipContact contact, IssuanceJournal into) throws IssuanceException {
    return new CardIssuance(keys, signatures, signatures, LIMIT, System::nanoTime)
        .issue("job-1", plan, contact, into);
  }

  Inspection inspection() {
    return new Inspection(signatures, LIMIT);
  }
}
