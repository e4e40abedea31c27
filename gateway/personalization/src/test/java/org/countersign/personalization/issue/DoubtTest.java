package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.JobState;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** After a lost activation only the very card with the very content counts as activated. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DoubtTest {

  private static final Bytes NUMBER = Bytes.hex("89860000000000000042");

  private static VirtualCard blank(Bytes number) {
    return VirtualCard.make(
        CardSpec.blank(CardKind.LDS)
            .withMasterKey(CardSpec.testKey(16), true)
            .withChipNumber(number));
  }

  @Test
  void a_twin_with_the_same_content_on_another_chip_is_no_proof() throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard twin = blank(Bytes.hex("89860000000000000043"));
    bench.issue(bench.permit(), VirtualReader.with(twin));

    inDoubtWith(twin, bench.permit());
  }

  @Test
  void the_same_chip_number_with_another_content_is_no_proof() throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard other = blank(NUMBER);
    var application =
        TestApplications.withPortrait(
            TestApplications.permit(), TestApplications.jpeg(240, 320, 9_000));
    bench.issue(bench.plan("residence-permit", application), VirtualReader.with(other));

    inDoubtWith(other, bench.permit());
  }

  private static void inDoubtWith(VirtualCard put, Plan plan) throws Exception {
    VirtualReader first = new VirtualReader();
    first.insert(
        blank(NUMBER), FaultPlan.none().with(new CardFault.AnswerLost(activatingCommand(plan))));
    IssuanceBench bench = new IssuanceBench();

    assertThatThrownBy(() -> bench.issue(plan, new Exchanging(first, VirtualReader.with(put))))
        .isInstanceOfSatisfying(
            IssuanceException.class, e -> assertThat(e.cardState()).isEqualTo(CardState.IN_DOUBT));
    assertThat(bench.journal).endsWith(JobState.ACTIVATING).doesNotContain(JobState.ACTIVATED);
  }

  private static CardFault lost(int command) {
    return new CardFault.AnswerLost(command);
  }

  @Test
  void what_the_line_loses_while_the_card_is_inspected_is_asked_again() throws Exception {
    Plan plan = new IssuanceBench().permit();
    VirtualCard good = blank(NUMBER);
    new IssuanceBench().issue(plan, VirtualReader.with(good));
    for (int k = activatingCommand(plan) + 1; k <= good.state().commands(); k++) {
      VirtualReader reader = new VirtualReader();
      reader.insert(blank(NUMBER), FaultPlan.none().with(lost(k)));
      IssuedCard issued = new IssuanceBench().issue(plan, reader);
      assertThat(issued.verdict().summary()).as("command %d", k).isEqualTo("good");
    }
  }

  @Test
  void a_card_that_cannot_be_read_three_times_over_is_in_doubt() throws Exception {
    Plan plan = new IssuanceBench().permit();
    int first = activatingCommand(plan) + 1;
    FaultPlan twice = FaultPlan.none().with(lost(first)).with(lost(first + 1));
    VirtualReader reader = new VirtualReader();
    reader.insert(blank(NUMBER), twice);
    assertThat(new IssuanceBench().issue(plan, reader).verdict().good()).isTrue();

    IssuanceBench bench = new IssuanceBench();
    VirtualReader mute = new VirtualReader();
    mute.insert(blank(NUMBER), twice.with(lost(first + 2)));
    assertThatThrownBy(() -> bench.issue(plan, mute))
        .isInstanceOfSatisfying(
            IssuanceException.class, e -> assertThat(e.cardState()).isEqualTo(CardState.IN_DOUBT));
    assertThat(bench.journal).endsWith(JobState.ACTIVATED);
  }

  @Test
  void a_card_put_in_the_place_of_the_written_one_is_judged_by_what_is_read_from_it()
      throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard forged = blank(NUMBER);
    new CardIssuance(
            bench.keys, SIGNS_ANYTHING, bench.signatures, IssuanceBench.LIMIT, System::nanoTime)
        .issue("job-1", bench.permit(), VirtualReader.with(forged), (state, facts) -> {});
    Exchanging swapping =
        new Exchanging(VirtualReader.with(blank(NUMBER)), VirtualReader.with(forged)) {
          @Override
          public void powerOff(Duration limit) throws DeviceException {
            super.powerOff(limit);
            exchange();
          }
        };

    IssuedCard issued = bench.issue(bench.permit(), swapping);

    assertThat(issued.verdict().checks())
        .filteredOn(check -> !check.passed())
        .extracting(DocumentVerifier.Check::name)
        .containsExactly("content", "hashes");
  }

  /** A signer with another idea of the data. */
  private static final DocumentSigner SIGNS_ANYTHING =
      new DocumentSigner() {
        private final TestSignatures signatures = new TestSignatures();

        @Override
        public Set<String> suites() {
          return signatures.suites();
        }

        @Override
        public int maxSize(String suite, int dataGroups) {
          return signatures.maxSize(suite, dataGroups);
        }

        @Override
        public Signed sign(Request request) {
          return signatures.sign(
              new Request(
                  request.jobId(),
                  request.serial(),
                  request.suite(),
                  request.profile(),
                  request.at(),
                  new TreeMap<>(Map.of(1, Bytes.of(0x61, 0x00)))));
        }
      };

  private static int activatingCommand(Plan plan) throws Exception {
    IssuanceBench bench = new IssuanceBench();
    VirtualCard card = blank(NUMBER);
    long[] seen = {0};
    new CardIssuance(
            bench.keys, bench.signatures, bench.signatures, IssuanceBench.LIMIT, System::nanoTime)
        .issue(
            "job-1",
            plan,
            VirtualReader.with(card),
            (state, facts) -> {
              if (state == JobState.ACTIVATED) {
                seen[0] = card.state().commands();
              }
            });
    return (int) seen[0];
  }

  /** A hand that puts another card in as soon as an exchange fails. */
  private static class Exchanging implements ChipContact {

    private final VirtualReader next;
    private VirtualReader now;

    Exchanging(VirtualReader first, VirtualReader next) {
      this.now = first;
      this.next = next;
    }

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return now.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return now.powerOn(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      try {
        return now.transceive(command, limit);
      } catch (DeviceException e) {
        exchange();
        throw e;
      }
    }

    void exchange() {
      now = next;
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      now.powerOff(limit);
    }
  }
}
