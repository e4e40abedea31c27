package org.countersign.station.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.station.operators.Operator.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OperatorsTest {

  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final Counted counted = new Counted();
  private OperatorFile file;
  private Operators operators;

  /** Keeps the counts as the ledger does. */
  private static final class Counted implements WrongPins {
    private final Map<String, Integer> counts = new HashMap<>();

    @Override
    public int inARow(String operator) {
      return counts.getOrDefault(operator, 0);
    }

    @Override
    public void wrong(String operator) {
      counts.merge(operator, 1, Integer::sum);
    }

    @Override
    public void right(String operator) {
      counts.remove(operator);
    }
  }

  @BeforeEach
  void twoPersons() throws IOException {
    file = new OperatorFile(folder.resolve("operators.toml"));
    file.write(
        List.of(
            new Operator("lin", Role.CLERK, PinHash.of("48151623".toCharArray(), 1_000)),
            new Operator("李伟", Role.SUPERVISOR, PinHash.of("热带鱼在跳舞".toCharArray(), 1_000))));
    operators = new Operators(file, counted, nanos::get);
  }

  private Operator prove(String name, String pin) throws PersonRefusedException {
    return operators.prove(name, pin.toCharArray());
  }

  private Duration refused(String name, String pin) {
    try {
      Operator proven = prove(name, pin);
      throw new AssertionError(proven.name() + " was let in");
    } catch (PersonRefusedException expected) {
      assertThat(expected).hasMessageNotContaining(pin).hasMessageNotContaining(name);
      return expected.waitFor();
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_person_with_the_right_pin_is_who_they_say() throws Exception {
    assertThat(prove("lin", "48151623").role()).isEqualTo(Role.CLERK);
    assertThat(prove("李伟", "热带鱼在跳舞").role()).isEqualTo(Role.SUPERVISOR);
  }

  @Test
  void a_wrong_pin_an_unknown_name_and_no_pin_are_refused_alike() {
    assertThatThrownBy(() -> prove("lin", "48151624")).hasMessage("name or PIN is wrong");
    assertThatThrownBy(() -> prove("wei", "48151623")).hasMessage("name or PIN is wrong");
    assertThatThrownBy(() -> prove("lin", "")).hasMessage("name or PIN is wrong");
  }

  @Test
  void the_third_wrong_pin_in_a_row_starts_a_pause_that_doubles() throws Exception {
    assertThat(refused("lin", "000000")).isZero();
    assertThat(refused("lin", "000000")).isZero();
    assertThat(refused("lin", "000000")).isEqualTo(Duration.ofSeconds(1));

    // Not even the right one is looked at, and nothing is counted.
    assertThat(refused("lin", "48151623")).isEqualTo(Duration.ofSeconds(1));
    assertThat(counted.inARow("lin")).isEqualTo(3);

    pass(Duration.ofSeconds(1));
    assertThat(refused("lin", "000000")).isEqualTo(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    assertThat(prove("lin", "48151623").name()).isEqualTo("lin");
    assertThat(counted.inARow("lin")).isZero();
    assertThat(refused("lin", "000000")).isZero();
  }

  @Test
  void the_pause_never_grows_beyond_a_quarter_of_an_hour() {
    counted.counts.put("lin", 5_000);
    assertThat(refused("lin", "48151623")).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void a_restart_begins_the_pause_anew_instead_of_ending_it() throws Exception {
    for (int i = 0; i < 3; i++) {
      Duration ignored = refused("lin", "000000");
    }
    operators = new Operators(file, counted, nanos::get);

    assertThat(refused("lin", "48151623")).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(prove("lin", "48151623").name()).isEqualTo("lin");
  }

  @Test
  void one_persons_wrong_pins_do_not_stop_another() throws Exception {
    for (int i = 0; i < 4; i++) {
      Duration ignored = refused("lin", "000000");
    }
    assertThat(prove("李伟", "热带鱼在跳舞").name()).isEqualTo("李伟");
  }

  @Test
  void whoever_was_removed_is_gone_at_once() throws Exception {
    file.write(file.read().subList(1, 2));
    assertThatThrownBy(() -> prove("lin", "48151623")).hasMessage("name or PIN is wrong");
  }

  @Test
  void without_a_file_nobody_is_let_in_and_the_way_out_is_told() throws Exception {
    Files.delete(folder.resolve("operators.toml"));
    assertThatThrownBy(() -> prove("lin", "48151623"))
        .hasMessageContaining("countersign operators add");
  }

  @Test
  void the_file_is_its_owners_alone_and_holds_no_pin() throws Exception {
    Path path = folder.resolve("operators.toml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(path)).doesNotContain("48151623").contains("name = \"lin\"");

    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> file.read()).hasMessageContaining("chmod 600");
  }

  @Test
  void two_hashes_of_one_pin_differ() {
    PinHash one = PinHash.of("48151623".toCharArray(), 1_000);
    PinHash other = PinHash.of("48151623".toCharArray(), 1_000);
    assertThat(one.hash()).isNotEqualTo(other.hash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12345", "000000", "123456", "987654", "aaaaaaaa"})
  void a_pin_that_everybody_tries_first_is_not_taken(String pin) {
    assertThat(PinHash.isStrong(pin.toCharArray())).isFalse();
    assertThat(PinHash.isStrong("481516".toCharArray())).isTrue();
  }
}
