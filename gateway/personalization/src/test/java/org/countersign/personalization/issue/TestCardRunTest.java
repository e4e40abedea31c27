package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardRunTest {

  private static final Bytes WRONG_KEY = Bytes.hex("000102030405060708090A0B0C0D0E0F");
  private static final Clock TOMORROW = Clock.offset(TestApplications.TODAY, Duration.ofDays(1));

  /** 1, 2 chip number; 3, 4 authentication; 5, 6 the same chip; 7 to 9 write; 10, 11 read back. */
  private static final int COMMANDS = 11;

  private TestCardBench bench;
  private int tries;

  @BeforeEach
  void prepare() throws Exception {
    bench = new TestCardBench();
    tries = bench.card.state().triesLeft();
  }

  @Test
  void a_test_card_is_authenticated_to_written_and_read_back_and_the_time_is_told()
      throws Exception {
    long before = bench.card.state().commands();

    TestCardResult result = bench.run(VirtualReader.with(bench.card));

    assertThat(result)
        .isInstanceOfSatisfying(
            TestCardResult.Good.class,
            good -> {
              assertThat(good.chip()).isEqualTo(bench.card.chipId());
              assertThat(good.took()).isEqualTo(Duration.ofMillis(4));
              assertThat(good.steps())
                  .extracting(IssuedCard.StepTime::step)
                  .containsExactly("open", "authenticate", "write", "read-back");
            });
    assertThat(bench.written())
        .isEqualTo("%010d".formatted(TestApplications.TODAY.instant().getEpochSecond()));
    assertThat(bench.card.state().commands() - before).isEqualTo(COMMANDS);
    assertThat(bench.card.isPowered()).isFalse();
    assertThat(bench.attempts).isEqualTo(1);
    assertThat(bench.unsettled).isZero();
  }

  @Test
  void every_run_writes_another_number() throws Exception {
    TestCardResult first = bench.run(VirtualReader.with(bench.card));
    String today = bench.written();
    TestCardResult second =
        bench.run(VirtualReader.with(bench.card), 1, CardSpec.testKey(16), TOMORROW);

    assertThat(first).isInstanceOf(TestCardResult.Good.class);
    assertThat(second).isInstanceOf(TestCardResult.Good.class);
    assertThat(Long.parseLong(bench.written())).isEqualTo(Long.parseLong(today) + 86_400);
  }

  @Test
  void a_chip_that_is_not_on_the_list_is_only_asked_its_number() throws Exception {
    VirtualCard blank = VirtualCard.blank(CardKind.FILE);
    VirtualCard other = VirtualCard.blank(CardKind.LDS);

    assertThat(bench.run(VirtualReader.with(blank))).isInstanceOf(TestCardResult.OtherChip.class);
    assertThat(bench.run(VirtualReader.with(other))).isInstanceOf(TestCardResult.OtherChip.class);

    assertThat(blank.state().commands()).isEqualTo(2);
    assertThat(blank.pagesWritten()).isEqualTo(VirtualCard.blank(CardKind.FILE).pagesWritten());
    assertThat(blank.state().triesLeft()).isEqualTo(tries);
    assertThat(bench.attempts).isZero();
  }

  @Test
  void no_chip_is_no_failure() throws Exception {
    assertThat(bench.run(new VirtualReader())).isInstanceOf(TestCardResult.NoCard.class);
  }

  @Test
  void a_wrong_key_costs_one_try_and_never_another() throws Exception {
    assertThat(wrongKey())
        .isInstanceOfSatisfying(
            TestCardResult.Failed.class,
            failed -> {
              assertThat(failed.step()).isEqualTo("authenticate");
              assertThat(failed.keysRefused()).isTrue();
            });
    assertThat(bench.card.state().triesLeft()).isEqualTo(tries - 1);

    assertThat(wrongKey())
        .isEqualTo(new TestCardResult.Withheld(bench.card.chipId(), Permission.KEYS_REFUSED));
    assertThat(wrongKey()).isInstanceOf(TestCardResult.Withheld.class);

    assertThat(bench.card.state().triesLeft()).isEqualTo(tries - 1);
  }

  private TestCardResult wrongKey() throws Exception {
    return bench.run(VirtualReader.with(bench.card), 1, WRONG_KEY, TestApplications.TODAY);
  }

  @Test
  void another_version_of_the_profile_tells_that_the_keys_were_put_right() throws Exception {
    assertThat(wrongKey()).isInstanceOf(TestCardResult.Failed.class);

    TestCardResult result =
        bench.run(VirtualReader.with(bench.card), 2, CardSpec.testKey(16), TestApplications.TODAY);

    assertThat(result).isInstanceOf(TestCardResult.Good.class);
    assertThat(bench.card.state().triesLeft()).isEqualTo(tries);
    assertThat(bench.refused).isEmpty();
  }

  @Test
  void a_card_that_is_pulled_out_at_any_command_is_a_good_test_card_the_next_morning()
      throws Exception {
    for (int at = 1; at <= COMMANDS; at++) {
      for (int pages = 0; pages <= 1; pages++) {
        TestCardBench fresh = new TestCardBench();
        VirtualReader reader = new VirtualReader();
        reader.insert(fresh.card, FaultPlan.none().with(new CardFault.Pull(at, pages)));

        assertThat(fresh.run(reader))
            .as("pulled at command %d after %d pages", at, pages)
            .isInstanceOf(TestCardResult.Failed.class);
        assertThat(fresh.card.state().triesLeft()).isGreaterThanOrEqualTo(tries - 1);

        assertThat(fresh.run(VirtualReader.with(fresh.card)))
            .as("the morning after command %d and %d pages", at, pages)
            .isInstanceOf(TestCardResult.Good.class);
        assertThat(fresh.card.state().triesLeft()).isEqualTo(tries);
        assertThat(fresh.unsettled).isZero();
      }
    }
  }

  @Test
  void authentications_whose_answer_is_lost_end_before_they_can_block_the_card() throws Exception {
    for (int morning = 1; morning <= 4; morning++) {
      VirtualReader reader = new VirtualReader();
      reader.insert(bench.card, FaultPlan.none().with(new CardFault.AnswerLost(4)));
      TestCardResult result = bench.run(reader, 1, WRONG_KEY, TestApplications.TODAY);
      assertThat(result)
          .isInstanceOf(morning <= 2 ? TestCardResult.Failed.class : TestCardResult.Withheld.class);
    }
    assertThat(bench.card.state().triesLeft()).isEqualTo(tries - 2).isPositive();
  }

  @Test
  void no_try_is_spent_that_could_not_be_put_on_record() throws Exception {
    bench.diskFull = true;

    assertThat(bench.run(VirtualReader.with(bench.card)))
        .isInstanceOfSatisfying(
            TestCardResult.Failed.class,
            failed -> assertThat(failed.step()).isEqualTo("authenticate"));

    assertThat(bench.card.state().triesLeft()).isEqualTo(tries);
  }

  @Test
  void what_the_card_refuses_to_write_or_read_is_told_with_its_step() throws Exception {
    assertThat(stepThatFailsAt(9)).isEqualTo("write");
    assertThat(stepThatFailsAt(11)).isEqualTo("read-back");
  }

  private String stepThatFailsAt(int command) throws Exception {
    VirtualReader reader = new VirtualReader();
    reader.insert(bench.card, FaultPlan.none().with(new CardFault.WrongStatus(command, 0x6581)));
    TestCardResult result = bench.run(reader);
    assertThat(result).isInstanceOf(TestCardResult.Failed.class);
    TestCardResult.Failed failed = (TestCardResult.Failed) result;
    assertThat(failed.problem()).contains("6581");
    return failed.step();
  }
}
