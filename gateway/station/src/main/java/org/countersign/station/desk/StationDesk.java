package org.countersign.station.desk;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.jobs.Devices;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.Shifts;
import org.countersign.station.ledger.StockRefusedException;
import org.countersign.station.operators.Operator;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.StockCard;
import org.countersign.station.stock.StockDesk;
import org.jspecify.annotations.Nullable;

/** The desk of one station. */
public final class StationDesk implements StockDesk {

  /**
   * What is told of the station.
   *
   * @param products profile ids
   * @param low blanks of a product at which they are low
   * @param zone of the times on paper
   */
  public record Settings(
      String station,
      String district,
      String version,
      Set<String> products,
      long low,
      ZoneId zone) {}

  private final Settings settings;
  private final Ledger ledger;
  private final Devices devices;
  private final Persons persons;
  private final Clock clock;

  /** A desk over the station's parts. */
  public StationDesk(
      Settings settings, Ledger ledger, Devices devices, Persons persons, Clock clock) {
    this.settings = settings;
    this.ledger = ledger;
    this.devices = devices;
    this.persons = persons;
    this.clock = clock;
  }

  @Override
  public Account account() {
    return Accounts.of(ledger, devices.all(), settings.products(), settings.low());
  }

  @Override
  public List<StockCard> cards(Set<CardState> states, int limit) {
    return ledger.stock().cards(states, limit);
  }

  @Override
  public void receive(Receipt receipt, Person by) throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by)) {
      DeskRules.requireSame(receipt.by(), by);
      refuseIf(DeskRules.problems(receipt, settings.products()));
      persons.prove(by, "pin");
      onRecord(() -> {
        ledger.stock().receive(receipt);
        return true;
      });
    }
  }

  @Override
  public void move(Movement movement, Person by, Person second) throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by, second)) {
      DeskRules.requireSame(movement.by(), by);
      DeskRules.requireSame(movement.second().orElse(""), second);
      if (DeskRules.lacksSecond(movement)) {
        persons.tooFew();
      }
      List<FieldProblem> problems = new ArrayList<>(DeskRules.problems(movement));
      if (!movement.device().isEmpty()
          && devices.all().stream().noneMatch(d -> d.id().equals(movement.device()))) {
        problems.add(new FieldProblem("device", "is none of the station's devices"));
      }
      refuseIf(problems);
      Operator first = persons.prove(by, "pin");
      if (!second.isNobody()) {
        Operator other = persons.prove(second, "secondPin");
        if (movement.action().takesSecond()) {
          persons.requireSupervisor(first, other);
        }
      }
      onRecord(() -> {
        ledger.stock().move(movement);
        return true;
      });
    }
  }

  @Override
  public Shift open(long number, Person by, Map<String, Long> counted) throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by)) {
      Operator operator = persons.prove(by, "pin");
      return onRecord(() -> ledger.shifts().open(number, operator.name(), counted));
    }
  }

  @Override
  public Shift close(long number, Person by, Map<String, Long> counted)
      throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by)) {
      Operator operator = persons.prove(by, "pin");
      Shifts.Closing closing =
          new Shifts.Closing(
              settings.station(),
              settings.district(),
              settings.version(),
              settings.zone(),
              clock.instant(),
              operator.name(),
              counted,
              Accounts.units(devices.all()),
              Accounts.hoppers(devices.all(), ledger.stock().batches()));
      return onRecord(() -> ledger.shifts().close(number, closing));
    }
  }

  @Override
  public Optional<Shift> shift(long number) {
    return ledger.shifts().find(number);
  }

  @Override
  public List<Shift> shifts(int limit) {
    return ledger.shifts().list(limit);
  }

  @Override
  public Optional<ShiftReport> report(long number) {
    return ledger.shifts().report(number);
  }

  private static void refuseIf(List<FieldProblem> problems) throws DeskRefusedException {
    if (!problems.isEmpty()) {
      throw new DeskRefusedException(Kind.REQUEST, problems, Duration.ZERO);
    }
  }

  /** Something that the ledger is asked to do. */
  @FunctionalInterface
  private interface Asked<T extends @Nullable Object> {
    T ask() throws LedgerException;
  }

  private static <T> T onRecord(Asked<T> asked) throws DeskRefusedException {
    try {
      return asked.ask();
    } catch (StockRefusedException e) {
      throw new DeskRefusedException(Kind.STATE, e.problems(), Duration.ZERO);
    }
  }
}
