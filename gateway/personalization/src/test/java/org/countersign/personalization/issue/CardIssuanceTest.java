package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countersign.personalization.JobState.ACTIVATED;
import static org.countersign.personalization.JobState.ACTIVATING;
import static org.countersign.personalization.JobState.AUTHENTICATING;
import static org.countersign.personalization.JobState.OPENED;
import static org.countersign.personalization.JobState.READ_BACK;
import static org.countersign.personalization.JobState.SIGNED;
import static org.countersign.personalization.JobState.WRITING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countersign.personalization.JobState;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CardIssuanceTest {

  private final IssuanceBench bench = new IssuanceBench();

  @Test
  void a_residence_permit_is_written_activated_and_read_back_over_basic_access_control()
      throws Exception {
    VirtualCard card = IssuanceBench.permitBlank();
    Plan plan = bench.permit();

    IssuedCard issued = bench.issue(plan, VirtualReader.with(card));

    assertThat(issued.verdict().summary()).isEqualTo("good");
    assertThat(issued.verdict().checks())
        .extracting(DocumentVerifier.Check::name)
        .containsExactly("chip", "content", "hashes");
    assertThat(card.state().isFinished()).isTrue();
    assertThat(card.state().keyVersion()).isEqualTo(0x31);
    assertThat(card.state().defects()).isEmpty();
    assertThat(issued.steps())
        .extracting(IssuedCard.StepTime::step)
        .containsExactly(
            "open", "authenticate", "sign", "write", "read-back", "activate", "inspect");
    assertThat(issued.apdus()).isEqualTo((int) card.state().commands());
  }

  @Test
  void every_state_is_recorded_once_and_in_order() throws Exception {
    VirtualCard card = IssuanceBench.permitBlank();
    Plan plan = bench.permit();

    IssuedCard issued = bench.issue(plan, VirtualReader.with(card));

    assertThat(bench.journal)
        .containsExactly(OPENED, AUTHENTICATING, SIGNED, WRITING, READ_BACK, ACTIVATING, ACTIVATED);
    assertThat(bench.facts.get(OPENED))
        .containsEntry("chip", issued.chipId())
        .containsEntry("plan", plan.hash().toHex());
    assertThat(bench.facts.get(SIGNED)).containsOnlyKeys("signed");
    assertThat(bench.signatures.signed()).isEqualTo(1);
  }

  @Test
  void only_a_chip_that_accepted_our_keys_costs_a_signature_and_what_was_made_is_on_record() {
    // 1 chip number, 2 SELECT, 3 INITIALIZE UPDATE, 4 EXTERNAL AUTHENTICATE, 5 SELECT EF.COM
    assertThat(statesWithoutAnswerTo(3)).doesNotContain(SIGNED);
    assertThat(statesWithoutAnswerTo(4)).doesNotContain(SIGNED);
    assertThat(bench.signatures.signed()).isZero();

    assertThat(statesWithoutAnswerTo(5)).containsExactly(OPENED, AUTHENTICATING, SIGNED);
    assertThat(bench.signatures.signed()).isEqualTo(1);
  }

  private List<JobState> statesWithoutAnswerTo(int command) {
    bench.journal.clear();
    VirtualReader reader = new VirtualReader();
    reader.insert(
        IssuanceBench.permitBlank(), FaultPlan.none().with(new CardFault.AnswerLost(command)));
    assertThatThrownBy(() -> bench.issue(bench.permit(), reader))
        .isInstanceOf(IssuanceException.class);
    return List.copyOf(bench.journal);
  }

  /** Begins everything and can make nothing durable from one state on. */
  private record FailingDisk(JobState from, List<JobState> begun) implements IssuanceJournal {
    @Override
    public void enter(JobState state, Map<String, String> facts) {
      begin(state, facts);
      settle();
    }

    @Override
    public void begin(JobState state, Map<String, String> facts) {
      begun.add(state);
    }

    @Override
    public void settle() {
      if (begun.contains(from)) {
        throw new UncheckedIOException(new IOException("disk full"));
      }
    }
  }

  @Test
  void no_try_is_spent_and_nothing_is_written_before_the_record_of_it_is_durable() {
    for (JobState state : List.of(OPENED, AUTHENTICATING)) {
      VirtualCard card = IssuanceBench.permitBlank();
      FailingDisk disk = new FailingDisk(state, new ArrayList<>());

      assertThatThrownBy(() -> bench.issue(bench.permit(), VirtualReader.with(card), disk))
          .isInstanceOfSatisfying(
              IssuanceException.class,
              e -> assertThat(e.cardState()).isEqualTo(IssuanceException.CardState.BLANK));
      assertThat(card.pagesWritten()).isZero();
      assertThat(disk.begun()).endsWith(AUTHENTICATING);
    }
    VirtualCard card = IssuanceBench.permitBlank();
    long before = card.state().files().size();

    assertThatThrownBy(() ->
            bench.issue(
                bench.permit(),
                VirtualReader.with(card),
                new FailingDisk(WRITING, new ArrayList<>())))
        .isInstanceOf(IssuanceException.class);
    assertThat(card.state().files()).hasSize((int) before);
  }

  @Test
  void a_card_whose_activation_cannot_be_recorded_is_in_doubt() {
    VirtualCard card = IssuanceBench.permitBlank();
    FailingDisk disk = new FailingDisk(ACTIVATED, new ArrayList<>());

    assertThatThrownBy(() -> bench.issue(bench.permit(), VirtualReader.with(card), disk))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(IssuanceException.CardState.IN_DOUBT));
    assertThat(card.state().isFinished()).isTrue();
  }

  @Test
  void the_commands_sent_are_those_planned() throws Exception {
    VirtualCard card = IssuanceBench.permitBlank();
    Plan plan = bench.permit();

    bench.issue(plan, VirtualReader.with(card));

    // The reader carries 4,096 bytes, the plan counts on the chip's own 8,192.
    assertThat(plan.commands()).hasSizeLessThanOrEqualTo((int) card.state().commands());
    assertThat(plan.commands()).extracting(c -> c.phase()).contains("open", "write", "activate");
  }

  @Test
  void a_residence_registration_card_is_written_activated_and_read_with_its_reading_key()
      throws Exception {
    VirtualCard card = IssuanceBench.registrationBlank();

    IssuedCard issued = bench.issue(bench.registration(), VirtualReader.with(card));

    assertThat(issued.verdict().summary()).isEqualTo("good");
    assertThat(card.state().isFinished()).isTrue();
    assertThat(card.state().defects()).isEmpty();
  }

  @Test
  void an_inspector_with_the_printed_zone_reads_the_permit() throws Exception {
    VirtualCard card = IssuanceBench.permitBlank();
    Plan plan = bench.permit();
    bench.issue(plan, VirtualReader.with(card));

    Inspection.Report report =
        bench
            .inspection()
            .inspect(
                plan.profile(),
                new AccessSecrets.DocumentData("UTO000042", "880229", "361122"),
                VirtualReader.with(card));

    assertThat(report.accessProtocol()).isEqualTo("BAC");
    assertThat(report.files())
        .containsOnlyKeys("EF_COM", "EF_DG1", "EF_DG2", "EF_DG11", "EF_DG12", "EF_SOD");
    assertThat(report.verdict().good()).isTrue();
  }

  @Test
  void a_registration_card_without_a_portrait_has_no_portrait_file() throws Exception {
    VirtualCard card = IssuanceBench.registrationBlank();
    var application =
        new org.countersign.personalization.Application(
            "residence-registration-card",
            java.util.Optional.of("GM-SM2"),
            org.countersign.personalization.TestApplications.registration().data(),
            java.util.Map.of());

    bench.issue(bench.plan("residence-registration-card", application), VirtualReader.with(card));

    Inspection.Report report =
        bench
            .inspection()
            .inspect(
                org.countersign.personalization.profile.ShippedProfiles.profile(
                    "residence-registration-card"),
                new AccessSecrets.Keys(bench.keys),
                VirtualReader.with(card));
    assertThat(report.files()).containsOnlyKeys("EF_MARKER", "EF_TEXT", "EF_ADDRESS", "EF_SOD");
    assertThat(report.verdict().good()).isTrue();
  }
}
