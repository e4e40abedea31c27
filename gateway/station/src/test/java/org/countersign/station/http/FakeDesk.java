package org.countersign.station.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.StockCard;
import org.countersign.station.stock.StockDesk;

/** A desk that takes down what it is asked, and refuses when it is told to. */
public final class FakeDesk implements StockDesk {

  public final List<Receipt> receipts = new ArrayList<>();
  public final List<Movement> movements = new ArrayList<>();
  public final List<String> persons = new ArrayList<>();
  public volatile Optional<DeskRefusedException> refusal = Optional.empty();
  public volatile Optional<ShiftReport> report = Optional.empty();
  volatile Set<CardState> askedFor = Set.of();

  @Override
  public Account account() {
    return Account.NONE;
  }

  @Override
  public List<StockCard> cards(Set<CardState> states, int limit) {
    askedFor = states;
    return List.of(new StockCard("0A", CardState.SPOILED, "B-1", Optional.of("job-1"), true));
  }

  @Override
  public void receive(Receipt receipt, Person by) throws DeskRefusedException {
    note(by);
    receipts.add(receipt);
  }

  @Override
  public void move(Movement movement, Person by, Person second) throws DeskRefusedException {
    note(by);
    note(second);
    movements.add(movement);
  }

  @Override
  public Shift open(long number, Person by, Map<String, Long> counted) throws DeskRefusedException {
    note(by);
    return new Shift(number, 1_000, by.name(), Optional.empty());
  }

  @Override
  public Shift close(long number, Person by, Map<String, Long> counted)
      throws DeskRefusedException {
    note(by);
    return new Shift(number, 1_000, "lin", Optional.of(new Shift.Closing(2_000, by.name(), "AB")));
  }

  private void note(Person person) throws DeskRefusedException {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    persons.add(person.name() + "/" + new String(person.pin()));
  }

  @Override
  public Optional<Shift> shift(long number) {
    return number == 1
        ? Optional.of(new Shift(1, 1_000, "lin", Optional.empty()))
        : Optional.empty();
  }

  @Override
  public List<Shift> shifts(int limit) {
    return shift(1).stream().toList();
  }

  @Override
  public Optional<ShiftReport> report(long number) {
    return report;
  }
}
