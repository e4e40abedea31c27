package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.countersign.driver.Fault;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens at whichever command: what is recorded never contradicts the card. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FaultAtEveryCommandTest {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";

  /** A fault by the number of the command that it strikes. */
  private record Strike(String name, IntFunction<CardFault> at) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> strikes() {
    List<Strike> strikes =
        List.of(
            new Strike("pulled at once", k -> new CardFault.Pull(k, 0)),
            new Strike("pulled after one page", k -> new CardFault.Pull(k, 1)),
            new Strike("pulled after all pages", k -> new CardFault.Pull(k, 1_000_000)),
            new Strike("answer lost", k -> new CardFault.AnswerLost(k)),
            new Strike("security status", k -> new CardFault.WrongStatus(k, 0x6982)),
            new Strike("no diagnosis", k -> new CardFault.WrongStatus(k, 0x6F00)),
            new Strike("memory failure", k -> new CardFault.WrongStatus(k, 0x6581)),
            new Strike("tries left", k -> new CardFault.WrongStatus(k, 0x63C2)),
            new Strike("another chip, noticed", k -> new CardFault.Swap(k, true)),
            new Strike("another chip, unnoticed", k -> new CardFault.Swap(k, false)));
    return Stream.of(PERMIT, REGISTRATION)
        .flatMap(profile -> strikes.stream().map(s -> Arguments.of(profile, s)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("strikes")
  void the_record_never_contradicts_the_card(String profile, Strike strike) throws Exception {
    int commands = commandsOfAGoodCard(profile);
    for (int k = 1; k <= commands; k++) {
      struck(profile, strike.at().apply(k), k);
    }
  }

  private static int commandsOfAGoodCard(String profile) throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = blank(profile);
    bench.issue(plan(bench, profile), VirtualReader.with(card));
    return (int) card.state().commands();
  }

  private static VirtualCard blank(String profile) {
    return profile.equals(PERMIT) ? IssuanceBench.permitBlank() : IssuanceBench.registrationBlank();
  }

  private static Plan plan(IssuanceBench bench, String profile) {
    return profile.equals(PERMIT) ? bench.permit() : bench.registration();
  }

  private static void struck(String profile, CardFault fault, int k) throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = blank(profile);
    org.countersign.simulator.CardState before = card.state();
    VirtualReader reader = new VirtualReader();
    reader.insert(card, FaultPlan.none().with(fault));
    Plan plan = plan(bench, profile);
    CardState recorded;
    try {
      IssuedCard issued = bench.issue(plan, reader);
      recorded = null;
      VirtualCard there = reader.card().orElseThrow();
      assertThat(there.state().isFinished()).as("command %d: issued card", k).isTrue();
      assertThat(issued.verdict().summary()).as("command %d", k).isEqualTo("good");
      assertThat(bench.facts.get(JobState.OPENED)).containsEntry("chip", issued.chipId());
      assertThat(bench.journal).contains(JobState.ACTIVATED);
      assertThat(issued.steps()).isNotEmpty();
    } catch (IssuanceException e) {
      recorded = e.cardState();
      assertThat(e.getMessage()).as("command %d", k).isNotBlank();
      consistent(k, recorded, before, card.state(), bench.journal);
      // A chip that nobody recorded must not have become valid in another's name.
      reader
          .card()
          .filter(there -> there != card)
          .ifPresent(there ->
              assertThat(there.state().isFinished()).as("command %d: other chip", k).isFalse());
    }
    assertThat(bench.signatures.signed()).as("command %d: signatures", k).isLessThanOrEqualTo(1);
    assertThat(card.state().triesLeft())
        .as("command %d: tries", k)
        .isGreaterThanOrEqualTo(before.triesLeft() - 1);
    assertThat(card.state().defects()).isEmpty();
  }

  private static void consistent(
      int k,
      CardState recorded,
      org.countersign.simulator.CardState before,
      org.countersign.simulator.CardState after,
      List<JobState> journal) {
    switch (recorded) {
      case BLANK -> {
        assertThat(after.files()).as("command %d: a blank has no files", k).isEmpty();
        assertThat(after.triesLeft()).as("command %d: tries", k).isEqualTo(before.triesLeft());
        assertThat(after.isFinished()).as("command %d: a blank is not active", k).isFalse();
      }
      case ATTEMPTED -> {
        assertThat(after.files()).as("command %d: a blank has no files", k).isEmpty();
        assertThat(journal).doesNotContain(JobState.SIGNED).endsWith(JobState.AUTHENTICATING);
      }
      case QUARANTINED, SPOILED, UNFINISHED, NONE ->
          assertThat(after.isFinished()).as("command %d: %s is not active", k, recorded).isFalse();
      case IN_DOUBT -> assertThat(journal).contains(JobState.ACTIVATING);
    }
    if (after.files().isEmpty() || journal.contains(JobState.WRITING)) {
      return;
    }
    throw new AssertionError("command " + k + ": files were written before it was recorded");
  }

  @Test
  void an_answer_lost_at_the_activating_command_is_resolved_by_reading_the_card() throws Exception {
    for (String profile : List.of(PERMIT, REGISTRATION)) {
      IssuanceBench trial = new IssuanceBench();
      VirtualReader counter = VirtualReader.with(blank(profile));
      Plan plan = plan(trial, profile);
      int activating = activatingCommand(trial, plan, counter);

      IssuanceBench bench = new IssuanceBench();
      VirtualCard card = blank(profile);
      VirtualReader reader = new VirtualReader();
      reader.insert(card, FaultPlan.none().with(new CardFault.AnswerLost(activating)));
      IssuedCard issued = bench.issue(plan(bench, profile), reader);

      assertThat(issued.verdict().summary()).isEqualTo("good");
      assertThat(bench.journal).endsWith(JobState.ACTIVATING, JobState.ACTIVATED);
      assertThat(card.state().isFinished()).isTrue();
    }
  }

  /** The journal is entered right after it, so it is the last command before that. */
  private static int activatingCommand(IssuanceBench bench, Plan plan, VirtualReader reader)
      throws Exception {
    List<Long> seen = new ArrayList<>();
    VirtualCard card = reader.card().orElseThrow();
    new CardIssuance(
            bench.keys, bench.signatures, bench.signatures, IssuanceBench.LIMIT, System::nanoTime)
        .issue(
            "job-1",
            plan,
            reader,
            (state, f) -> {
              if (state == JobState.ACTIVATED) {
                seen.add(card.state().commands());
              }
            });
    return seen.get(0).intValue();
  }

  static Stream<Arguments> wrongCards() {
    return Stream.of(
        wrong(PERMIT, "foreign", () -> VirtualCard.blank(CardKind.FOREIGN)),
        wrong(PERMIT, "of another profile", IssuanceBench::registrationBlank),
        wrong(PERMIT, "with other keys", () -> lds(CardSpec.Condition.WRONG_KEYS)),
        wrong(PERMIT, "issued already", () -> lds(CardSpec.Condition.ISSUED)),
        wrong(REGISTRATION, "foreign", () -> VirtualCard.blank(CardKind.FOREIGN)),
        wrong(REGISTRATION, "of another profile", IssuanceBench::permitBlank),
        wrong(REGISTRATION, "issued already", () -> file(CardSpec.Condition.ISSUED)));
  }

  private static Arguments wrong(String profile, String what, Supplier<VirtualCard> card) {
    return Arguments.of(profile, what, card);
  }

  private static VirtualCard lds(CardSpec.Condition condition) {
    return VirtualCard.make(
        CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true).in(condition));
  }

  private static VirtualCard file(CardSpec.Condition condition) {
    return VirtualCard.make(CardSpec.blank(CardKind.FILE).in(condition));
  }

  @ParameterizedTest(name = "{0}: a card {1}")
  @MethodSource("wrongCards")
  void a_card_that_is_no_blank_of_the_profile_is_kept_apart_and_loses_no_try(
      String profile, String what, Supplier<VirtualCard> supplier) {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = supplier.get();
    org.countersign.simulator.CardState before = card.state();

    assertThatThrownBy(() -> bench.issue(plan(bench, profile), VirtualReader.with(card)))
        .as(what)
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(CardState.QUARANTINED));
    assertThat(card.state().triesLeft()).isEqualTo(before.triesLeft());
    assertThat(card.state().files()).isEqualTo(before.files());
    assertThat(bench.signatures.signed()).isZero();
  }

  @Test
  void a_card_that_was_written_in_part_is_not_taken_for_a_blank() throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = IssuanceBench.permitBlank();
    VirtualReader reader = new VirtualReader();
    reader.insert(card, FaultPlan.none().with(new CardFault.WrongStatus(8, 0x6F00)));
    assertThatThrownBy(() -> bench.issue(bench.permit(), reader))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(CardState.UNFINISHED));

    assertThatThrownBy(() -> new IssuanceBench().issue(bench.permit(), VirtualReader.with(card)))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(CardState.QUARANTINED));
  }

  @Test
  void an_issued_card_is_not_issued_again() throws Exception {
    for (String profile : ShippedProfiles.IDS) {
      IssuanceBench bench = new IssuanceBench();
      VirtualCard card = blank(profile);
      bench.issue(plan(bench, profile), VirtualReader.with(card));

      assertThatThrownBy(
              () -> new IssuanceBench().issue(plan(bench, profile), VirtualReader.with(card)))
          .isInstanceOfSatisfying(
              IssuanceException.class,
              e -> assertThat(e.cardState()).isEqualTo(CardState.QUARANTINED));
      assertThat(card.state().isFinished()).isTrue();
    }
  }

  @Test
  void an_empty_reader_is_no_card() {
    IssuanceBench bench = new IssuanceBench();

    assertThatThrownBy(() -> bench.issue(bench.permit(), new VirtualReader()))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> {
              assertThat(e.cardState()).isEqualTo(CardState.NONE);
              assertThat(e.fault()).contains(Fault.CARD_MISSING);
            });
    assertThat(bench.journal).isEmpty();
  }

  @Test
  void wrong_keys_of_a_file_card_cost_one_try_and_no_more() {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = file(CardSpec.Condition.WRONG_KEYS);
    int tries = card.state().triesLeft();

    assertThatThrownBy(() -> bench.issue(bench.registration(), VirtualReader.with(card)))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(CardState.QUARANTINED));
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
  }
}
