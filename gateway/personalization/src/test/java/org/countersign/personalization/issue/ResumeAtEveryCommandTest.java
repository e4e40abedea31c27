package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A card whose work was cut off at any command is finished when it is put back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResumeAtEveryCommandTest {

  /** A fault by the number of the command that it strikes. */
  private record Strike(String name, IntFunction<CardFault> at) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Strike> STRIKES =
      List.of(
          new Strike("pulled at once", k -> new CardFault.Pull(k, 0)),
          new Strike("pulled after one page", k -> new CardFault.Pull(k, 1)),
          new Strike("pulled after ten pages", k -> new CardFault.Pull(k, 10)),
          new Strike("pulled after all pages", k -> new CardFault.Pull(k, 1_000_000)),
          new Strike("answer lost", k -> new CardFault.AnswerLost(k)),
          new Strike("no diagnosis", k -> new CardFault.WrongStatus(k, 0x6F00)));

  static Stream<Arguments> strikes() {
    return ShippedProfiles.IDS.stream()
        .flatMap(profile -> STRIKES.stream().map(s -> Arguments.of(profile, s)));
  }

  /** The record of one job on one chip, which counts tries as the ledger does. */
  private static final class Record implements IssuanceJournal {
    final List<JobState> states = new ArrayList<>();
    final Set<String> refused = new HashSet<>();
    private final Map<Keys, Integer> unsettled = new EnumMap<>(Keys.class);
    private JobState reached = JobState.RESERVED;

    @Override
    public void enter(JobState state, Map<String, String> facts) {
      states.add(state);
      reached = state;
    }

    @Override
    public boolean attempt(Keys keys) {
      return unsettled.merge(keys, 1, Integer::sum) <= 2;
    }

    @Override
    public void attempted(Keys keys, AttemptOutcome outcome) {
      switch (outcome) {
        case AttemptOutcome.Accepted a -> {
          unsettled.put(keys, 0);
          refused.clear();
        }
        case AttemptOutcome.Unspent u -> unsettled.merge(keys, -1, Integer::sum);
        case AttemptOutcome.Refused r -> {
          unsettled.merge(keys, -1, Integer::sum);
          refused.add(r.way());
        }
      }
    }

    Interrupted interrupted() {
      return new Interrupted(reached, refused);
    }
  }

  /** A job, its card and its record, over as many attempts as it takes. */
  private static final class Job {
    final IssuanceBench bench = new IssuanceBench();
    final Record record = new Record();
    final Plan plan;
    final VirtualCard card;
    private final CardIssuance issuance;

    Job(String profile) {
      boolean permit = profile.equals("residence-permit");
      plan = permit ? bench.permit() : bench.registration();
      card = permit ? IssuanceBench.permitBlank() : IssuanceBench.registrationBlank();
      issuance =
          new CardIssuance(
              bench.keys, new Once(bench), bench.signatures, IssuanceBench.LIMIT, System::nanoTime);
    }

    IssuedCard begin(FaultPlan faults) throws IssuanceException {
      VirtualReader reader = new VirtualReader();
      reader.insert(card, faults);
      return issuance.issue("job-1", plan, reader, record);
    }

    IssuedCard putBack(FaultPlan faults) throws IssuanceException {
      VirtualReader reader = new VirtualReader();
      reader.insert(card, faults);
      try (MetChip chip = issuance.meet(plan.profile(), reader)) {
        return issuance.resume("job-1", plan, chip, record, record.interrupted());
      }
    }

    /** Cuts it off; false if nothing of it can be gone on with. */
    boolean cutOff(CardFault fault) {
      try {
        begin(FaultPlan.none().with(fault));
        return false;
      } catch (IssuanceException e) {
        return e.cardState() == CardState.UNFINISHED || e.cardState() == CardState.IN_DOUBT;
      }
    }

    void mustBe(IssuedCard issued, String when) {
      assertThat(issued.verdict().summary()).as(when).isEqualTo("good");
      assertThat(card.state().isFinished()).as(when).isTrue();
      assertThat(card.state().defects()).as(when).isEmpty();
      assertThat(record.states).as(when).endsWith(JobState.ACTIVATED);
      assertThat(bench.signatures.signed()).as(when).isEqualTo(1);
    }
  }

  private static int commandsOfAGoodCard(String profile) throws Exception {
    Job job = new Job(profile);
    job.begin(FaultPlan.none());
    return (int) job.card.state().commands();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("strikes")
  void a_card_that_is_put_back_is_finished(String profile, Strike strike) throws Exception {
    int finished = 0;
    int commands = commandsOfAGoodCard(profile);
    for (int k = 1; k <= commands; k++) {
      Job job = new Job(profile);
      if (job.cutOff(strike.at().apply(k))) {
        job.mustBe(job.putBack(FaultPlan.none()), "command " + k);
        finished++;
      }
    }
    assertThat(finished).isGreaterThan(commands / 3);
  }

  @Test
  void a_card_cut_off_again_while_it_is_finished_is_finished_at_the_next_time() throws Exception {
    for (String profile : ShippedProfiles.IDS) {
      int commands = commandsOfAGoodCard(profile);
      int cuts = 0;
      // A step of 3 and one of 5 meet every pair of phases without meeting every pair of commands.
      for (int k = 4; k <= commands; k += 3) {
        for (int j = 1; j < 60; j += 5) {
          Job job = new Job(profile);
          int pages = (k + j) % 4;
          if (!job.cutOff(new CardFault.Pull(k, pages))) {
            continue;
          }
          cuts++;
          String when = profile + ", commands " + k + " and " + j;
          try {
            job.mustBe(job.putBack(FaultPlan.none().with(new CardFault.Pull(j, pages))), when);
          } catch (IssuanceException e) {
            // A card that left before it had told its number is still the one on record.
            assertThat(e.cardState())
                .as(when)
                .isIn(CardState.UNFINISHED, CardState.IN_DOUBT, CardState.BLANK);
            job.mustBe(job.putBack(FaultPlan.none()), when);
          }
        }
      }
      assertThat(cuts).isGreaterThan(50);
    }
  }

  @Test
  void only_files_that_differ_are_written_again() throws Exception {
    Job job = new Job("residence-registration-card");
    int writing = labelled(job.plan, "write EF_ADDRESS");
    assertThat(job.cutOff(new CardFault.Pull(writing, 1))).isTrue();
    long before = job.card.state().pagesWritten();

    job.mustBe(job.putBack(FaultPlan.none()), "EF_ADDRESS torn");

    long portrait = job.plan.fileSizes().get("EF_PORTRAIT") / 64;
    assertThat(job.card.state().pagesWritten() - before).isLessThan(portrait);
  }

  /** A hand that exchanges the card as soon as its power is taken. */
  private record Exchanging(VirtualReader reader, VirtualCard next) implements ChipContact {
    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return reader.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return reader.powerOn(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      return reader.transceive(command, limit);
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      reader.powerOff(limit);
      if (reader.remove().isPresent()) {
        reader.insert(next);
      }
    }
  }

  @Test
  void another_chip_is_never_gone_on_with() throws Exception {
    for (String profile : ShippedProfiles.IDS) {
      Job job = new Job(profile);
      assertThat(job.cutOff(new CardFault.Pull(9, 3))).isTrue();
      VirtualCard other = new Job(profile).card;
      Exchanging hand = new Exchanging(VirtualReader.with(job.card), other);

      assertThatThrownBy(
              () -> {
                try (MetChip chip = job.issuance.meet(job.plan.profile(), hand)) {
                  job.issuance.resume(
                      "job-1", job.plan, chip, job.record, job.record.interrupted());
                }
              })
          .isInstanceOfSatisfying(
              IssuanceException.class,
              e -> assertThat(e).hasMessageContaining("another chip was put in the place"));
      assertThat(other.state().files()).isEmpty();
      job.mustBe(job.putBack(FaultPlan.none()), profile);
    }
  }

  @Test
  void keys_that_the_card_refused_are_not_tried_again() throws Exception {
    Job job = new Job("residence-registration-card");
    int activating = labelled(job.plan, "select EF_MARKER");
    assertThat(job.cutOff(new CardFault.Pull(activating + 1, 0))).isTrue();
    int tries = job.card.state().triesLeft();
    // 1, 2 number; 3 to 8 inspection; 9, 10 number; 11, 12 new key; 13, 14 number; 15, 16 old key.
    assertThatThrownBy(() -> job.putBack(FaultPlan.none().with(new CardFault.Pull(16, 1))))
        .isInstanceOf(IssuanceException.class);
    assertThat(job.record.refused).containsExactly("issuer key");
    assertThat(job.card.state().triesLeft()).isEqualTo(tries - 2);

    // Its first authentication now is the one with the right key: two pages give the tries back.
    assertThatThrownBy(() -> job.putBack(FaultPlan.none().with(new CardFault.Pull(12, 2))))
        .isInstanceOf(IssuanceException.class);
    assertThat(job.card.state().triesLeft()).isEqualTo(tries);

    // Nobody heard of it, so two attempts of unknown end are on its account.
    assertThatThrownBy(() -> job.putBack(FaultPlan.none()))
        .isInstanceOfSatisfying(
            IssuanceException.class, e -> assertThat(e.cardState()).isEqualTo(CardState.IN_DOUBT));
    assertThat(job.card.state().triesLeft()).isEqualTo(tries);
  }

  @Test
  void no_try_is_risked_when_two_may_be_spent() throws Exception {
    Job job = new Job("residence-permit");
    assertThat(job.cutOff(new CardFault.Pull(8, 3))).isTrue();
    job.record.unsettled.put(IssuanceJournal.Keys.PERSONALIZATION, 2);

    int tries = job.card.state().triesLeft();
    assertThatThrownBy(() -> job.putBack(FaultPlan.none()))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> {
              assertThat(e.cardState()).isEqualTo(CardState.QUARANTINED);
              assertThat(e).hasMessageContaining("one more could block them");
            });
    assertThat(job.card.state().triesLeft()).isEqualTo(tries);
  }

  /** Number on the wire of the first command with this label; the number is asked by the first. */
  private static int labelled(Plan plan, String label) {
    for (int i = 0; i < plan.commands().size(); i++) {
      if (plan.commands().get(i).label().startsWith(label)) {
        return i + 1;
      }
    }
    throw new AssertionError(label);
  }
}
