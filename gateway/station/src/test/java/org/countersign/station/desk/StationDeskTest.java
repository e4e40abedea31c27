package org.countersign.station.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.Operators;
import org.countersign.station.operators.PinHash;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.ReplenishmentStatus;
import org.countersign.station.stock.Supply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StationDeskTest {

  private static final String PERMIT = "residence-permit";

  @TempDir private Path folder;

  private LedgerFixture fixture;
  private StationDesk desk;
  private List<StorageUnit> units = List.of(new StorageUnit("hopper", 40, 10));
  private int names;

  @BeforeEach
  void aDeskWithThreePersons() throws Exception {
    fixture = new LedgerFixture(folder);
    OperatorFile file = new OperatorFile(folder.resolve("operators.toml"));
    file.write(
        List.of(
            operator("lin", Role.CLERK),
            operator("ma", Role.CLERK),
            operator("wei", Role.SUPERVISOR)));
    desk = desk(new Operators(file, fixture.ledger.wrongPins(), System::nanoTime));
  }

  private StationDesk desk(Operators operators) {
    return new StationDesk(
        new StationDesk.Settings("st-1", "d-1", "0.1", Set.of(PERMIT), 20, ZoneOffset.UTC),
        fixture.ledger,
        () ->
            List.of(
                new DeviceStatus(
                    "encoder-1",
                    "simulator",
                    "virtual encoder",
                    DeviceState.ONLINE,
                    ChipPower.NO_CARD,
                    "",
                    Optional.empty(),
                    units,
                    Optional.empty())),
        new Persons(operators),
        Clock.systemUTC());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Operator operator(String name, Role role) {
    return new Operator(name, role, PinHash.of(pin(name).toCharArray(), 1_000));
  }

  private static String pin(String name) {
    return "pin of " + name;
  }

  private static Person person(String name) {
    return name.isEmpty() ? Person.none() : new Person(name, pin(name).toCharArray());
  }

  private void receive(long quantity) throws DeskRefusedException {
    desk.receive(new Receipt("B-1", PERMIT, quantity, "", "lin"), person("lin"));
  }

  private Movement movement(Action action, long quantity, String by, String second) {
    return new Movement(
        "m-" + ++names,
        action,
        "B-1",
        List.of(),
        quantity,
        "",
        Optional.of(Reason.DAMAGED),
        by,
        Optional.of(second).filter(s -> !s.isEmpty()));
  }

  private void move(Action action, long quantity, String by, String second)
      throws DeskRefusedException {
    desk.move(movement(action, quantity, by, second), person(by), person(second));
  }

  /** What can be refused. */
  @FunctionalInterface
  private interface Asked {
    void ask() throws DeskRefusedException;
  }

  private static DeskRefusedException refusal(Asked asked) {
    try {
      asked.ask();
    } catch (DeskRefusedException expected) {
      return expected;
    }
    throw new AssertionError("it was not refused");
  }

  private static List<String> fields(DeskRefusedException refused) {
    return refused.problems().stream().map(FieldProblem::field).toList();
  }

  @Test
  void a_clerk_receives_opens_and_counts_alone() throws Exception {
    receive(100);
    move(Action.OPEN, 0, "lin", "");
    move(Action.COUNT, 100, "lin", "");

    assertThat(desk.account().received()).isEqualTo(100);
    assertThat(desk.account().batches().getFirst().openFor()).containsExactly("");
  }

  @Test
  void what_leaves_the_stock_takes_two_persons_and_one_of_them_a_supervisor() throws Exception {
    receive(100);
    for (Action action : List.of(Action.SPOIL, Action.RETURN, Action.LOSE)) {
      assertThat(fields(refusal(() -> move(action, 1, "lin", "")))).containsExactly("second");
      assertThat(fields(refusal(() -> move(action, 1, "wei", "wei")))).containsExactly("second");
      DeskRefusedException clerks = refusal(() -> move(action, 1, "lin", "ma"));
      assertThat(clerks.kind()).isEqualTo(Kind.PERSON);
      assertThat(desk.account().batches().getFirst().received()).isEqualTo(100);
      move(action, 1, "lin", "wei");
      move(action, 1, "wei", "ma");
    }
    assertThat(fields(refusal(() -> move(Action.DESTROY, 1, "lin", "")))).containsExactly("second");
    move(Action.DESTROY, 2, "lin", "wei");
    assertThat(
            desk.account()
                .batches()
                .getFirst()
                .count(org.countersign.station.stock.CardState.BLANK))
        .isEqualTo(100 - 6);
  }

  @Test
  void each_person_proves_who_they_are_and_the_pins_are_wiped_whatever_happens() throws Exception {
    receive(100);
    Person wrong = new Person("wei", "guess".toCharArray());
    Person first = person("lin");
    DeskRefusedException refused =
        refusal(() -> desk.move(movement(Action.SPOIL, 1, "lin", "wei"), first, wrong));

    assertThat(refused.kind()).isEqualTo(Kind.PERSON);
    assertThat(fields(refused)).containsExactly("secondPin");
    assertThat(first.pin()).containsOnly('\0');
    assertThat(wrong.pin()).containsOnly('\0');
    assertThat(fixture.ledger.wrongPins().inARow("wei")).isEqualTo(1);
    assertThat(fixture.ledger.after(0, 100))
        .noneSatisfy(event -> assertThat(event.toString()).contains("guess"));
  }

  @Test
  void nobody_is_put_on_record_who_did_not_prove_it() throws Exception {
    receive(100);
    assertThatThrownBy(
            () -> desk.move(movement(Action.SPOIL, 1, "wei", "ma"), person("lin"), person("ma")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> desk.move(movement(Action.SPOIL, 1, "lin", "wei"), person("lin"), Person.none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    assertThat(
            fields(
                refusal(() ->
                    desk.receive(
                        new Receipt("B 1", "residense-permit", 0, "a\nb", "lin"), person("lin")))))
        .containsExactly("id", "product", "quantity", "label");
    assertThat(
            refusal(() ->
                    desk.receive(
                        new Receipt("B-1", "residense-permit", 1, "", "lin"), person("lin")))
                .getMessage())
        .contains("residence-permit");
    Movement faulty =
        new Movement(
            "m 1",
            Action.DESTROY,
            "B-1",
            List.of("0A", "0A"),
            3,
            "encoder-9",
            Optional.empty(),
            "lin",
            Optional.empty());
    assertThat(fields(refusal(() -> desk.move(faulty, person("lin"), Person.none()))))
        .contains("id", "second", "reason", "cards", "batch", "device");
  }

  @Test
  void a_product_is_low_at_its_threshold_and_empty_without_a_blank() throws Exception {
    assertThat(desk.account().supplies()).isEmpty(); // Nobody counts yet.
    receive(21);
    assertThat(desk.account().supplies())
        .containsExactly(new Supply(PERMIT, 21, 20))
        .extracting(Supply::status)
        .containsExactly(ReplenishmentStatus.OK);
    move(Action.RETURN, 1, "lin", "wei");
    assertThat(desk.account().supplies().getFirst().status()).isEqualTo(ReplenishmentStatus.LOW);
    move(Action.RETURN, 20, "lin", "wei");
    assertThat(desk.account().supplies().getFirst().status()).isEqualTo(ReplenishmentStatus.EMPTY);
  }

  @Test
  void a_hopper_with_more_cards_than_its_batch_is_told() throws Exception {
    receive(30);
    assertThat(desk.account().discrepancies()).isEmpty(); // It is not open.
    move(Action.OPEN, 0, "lin", "");
    assertThat(desk.account().discrepancies())
        .containsExactly(new Discrepancy(Discrepancy.Kind.HOPPER, "encoder-1", 10));
    units = List.of(new StorageUnit("hopper", 30, 10), new StorageUnit("tray", 50, 0));
    assertThat(desk.account().discrepancies()).isEmpty();
  }

  @Test
  void a_card_is_identified_by_its_place_on_record_and_its_number_alone() {
    for (List<String> cards :
        List.of(
            List.<String>of(),
            List.of("unread-1"),
            List.of("unread-1", "permit-7"),
            List.of("0A0B0C0D", "unread-1"),
            List.of("unread-1", "0A0B0C0D", "0A0B0C0E"))) {
      assertThat(fields(refusal(() -> identify(cards)))).as("%s", cards).containsExactly("cards");
    }
    assertThat(fields(refusal(() -> identify(List.of("unread-1", "0A0B0C0D")))))
        .containsExactly("unread-1");
  }

  private void identify(List<String> cards) throws DeskRefusedException {
    desk.move(
        new Movement(
            "m-" + ++names,
            Action.IDENTIFY,
            "",
            cards,
            0,
            "",
            Optional.of(Reason.UNREADABLE),
            "lin",
            Optional.of("wei")),
        person("lin"),
        person("wei"));
  }

  @Test
  void a_shift_is_closed_by_who_proves_it_with_what_the_devices_count() throws Exception {
    receive(30);
    assertThat(
            refusal(() -> desk.open(1, new Person("lin", "guess".toCharArray()), Map.of())).kind())
        .isEqualTo(Kind.PERSON);
    assertThat(desk.open(1, person("lin"), Map.of()).openedBy()).isEqualTo("lin");
    assertThat(desk.account().shift()).isEqualTo(1);
    assertThat(refusal(() -> desk.open(2, person("ma"), Map.of())).kind()).isEqualTo(Kind.STATE);
    assertThat(desk.close(1, person("ma"), Map.of()).closing().orElseThrow().by()).isEqualTo("ma");
    assertThat(desk.report(1).orElseThrow().units())
        .singleElement()
        .satisfies(unit -> assertThat(unit.count()).isEqualTo(40));
  }
}
