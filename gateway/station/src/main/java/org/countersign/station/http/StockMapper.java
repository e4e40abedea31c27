package org.countersign.station.http;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.http.Refusal;
import org.countersign.http.Request;
import org.countersign.personalization.FieldProblem;
import org.countersign.protocol.v1.ShiftChange;
import org.countersign.protocol.v1.ShiftList;
import org.countersign.protocol.v1.StockBatch;
import org.countersign.protocol.v1.StockCardList;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.StockCard;
import org.countersign.station.stock.Supply;

/** Between the schema of the stock and the station's own records. */
final class StockMapper {

  private StockMapper() {}

  /** A receipt and who brings it. */
  record Received(Receipt receipt, Person by) {}

  /** A movement and who makes it. */
  record Moved(Movement movement, Person by, Person second) {}

  /** A shift is opened, or closed. */
  record Change(boolean open, Person by, Map<String, Long> counted) {}

  static Refusal refused(List<FieldProblem> problems) {
    return new Refusal(
        StationProblem.ofFields(
            StationProblem.REFUSED_REQUEST,
            "Nothing was changed. Mend every field named in 'errors' and send it again.",
            problems));
  }

  static Received receipt(Request request) throws Refusal {
    var message = org.countersign.protocol.v1.Receipt.newBuilder();
    read(request, message);
    return new Received(
        new Receipt(
            request.id(),
            message.getProduct(),
            message.getQuantity(),
            message.getLabel(),
            message.getBy()),
        person(message.getBy(), message.getPin()));
  }

  static Moved movement(Request request) throws Refusal {
    var message = org.countersign.protocol.v1.Movement.newBuilder();
    read(request, message);
    List<FieldProblem> problems = new ArrayList<>();
    Optional<Action> action = Action.of(message.getAction());
    if (action.isEmpty()) {
      problems.add(
          new FieldProblem(
              "action",
              "must be one of " + List.of(Action.values()).stream().map(Action::word).toList()));
    }
    Optional<Reason> reason = Reason.of(message.getReason());
    if (reason.isEmpty() && !message.getReason().isEmpty()) {
      problems.add(
          new FieldProblem(
              "reason",
              "must be one of " + List.of(Reason.values()).stream().map(Reason::word).toList()));
    }
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    Movement movement =
        new Movement(
            request.id(),
            action.orElseThrow(),
            message.getBatch(),
            message.getCardsList(),
            message.getQuantity(),
            message.getDevice(),
            reason,
            message.getBy(),
            Optional.of(message.getSecond()).filter(s -> !s.isEmpty()));
    return new Moved(
        movement,
        person(message.getBy(), message.getPin()),
        person(message.getSecond(), message.getSecondPin()));
  }

  static Change change(Request request) throws Refusal {
    ShiftChange.Builder message = ShiftChange.newBuilder();
    read(request, message);
    boolean open = message.getState().equals("OPEN");
    if (!open && !message.getState().equals("CLOSED")) {
      throw refused(List.of(new FieldProblem("state", "must be OPEN or CLOSED")));
    }
    return new Change(open, person(message.getBy(), message.getPin()), message.getCountedMap());
  }

  private static void read(Request request, Message.Builder into) throws Refusal {
    List<FieldProblem> problems = WireMapper.read(request, into);
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
  }

  private static Person person(String name, String pin) {
    return new Person(name, pin.toCharArray());
  }

  static byte[] stock(Stock stock, String form) {
    Account account = stock.account();
    return WireMapper.write(
        org.countersign.protocol.v1.Stock.newBuilder()
            .setBlank(stock.blank())
            .setInProcess(stock.inProcess())
            .setInDoubt(stock.inDoubt())
            .setIssued(stock.issued())
            .setSpoiled(stock.spoiled())
            .setQuarantined(stock.quarantined())
            .setReturned(account.count(CardState.RETURNED))
            .setDestroyed(account.count(CardState.DESTROYED))
            .setLost(account.count(CardState.LOST))
            .setReceived(account.received())
            .setBlankOnRecord(account.count(CardState.BLANK))
            .addAllBatches(account.batches().stream().map(StockMapper::message).toList())
            .addAllSupplies(account.supplies().stream().map(StockMapper::message).toList())
            .addAllDiscrepancies(
                account.discrepancies().stream().map(StockMapper::message).toList())
            .setShift(account.shift())
            .build(),
        form);
  }

  private static StockBatch message(Batch batch) {
    return StockBatch.newBuilder()
        .setId(batch.id())
        .setProduct(batch.product())
        .setReceived(batch.received())
        .setSurplus(batch.surplus())
        .setReceivedAtMillis(batch.receivedAtMillis())
        .setReceivedBy(batch.receivedBy())
        .setLabel(batch.label())
        .setBlank(batch.count(CardState.BLANK))
        .setInProcess(batch.count(CardState.IN_PROCESS))
        .setInDoubt(batch.count(CardState.IN_DOUBT))
        .setIssued(batch.count(CardState.ISSUED))
        .setSpoiled(batch.count(CardState.SPOILED))
        .setQuarantined(batch.count(CardState.QUARANTINED))
        .setReturned(batch.count(CardState.RETURNED))
        .setDestroyed(batch.count(CardState.DESTROYED))
        .setLost(batch.count(CardState.LOST))
        .addAllOpenFor(batch.openFor().stream().sorted().toList())
        .build();
  }

  private static org.countersign.protocol.v1.Supply message(Supply supply) {
    return org.countersign.protocol.v1.Supply.newBuilder()
        .setProduct(supply.product())
        .setBlank(supply.blank())
        .setThreshold(supply.threshold())
        .setStatus(supply.status().word())
        .build();
  }

  private static org.countersign.protocol.v1.Discrepancy message(Discrepancy found) {
    return org.countersign.protocol.v1.Discrepancy.newBuilder()
        .setKind(found.kind().name())
        .setSubject(found.subject())
        .setCards(found.cards())
        .setEnglish(found.english())
        .setChinese(found.chinese())
        .build();
  }

  static byte[] cards(List<StockCard> cards, String form) {
    return WireMapper.write(
        StockCardList.newBuilder()
            .addAllCards(cards.stream().map(StockMapper::message).toList())
            .build(),
        form);
  }

  private static org.countersign.protocol.v1.StockCard message(StockCard card) {
    return org.countersign.protocol.v1.StockCard.newBuilder()
        .setChip(card.chip())
        .setState(card.state().word())
        .setBatch(card.batch())
        .setJob(card.job().orElse(""))
        .setWitnessed(card.witnessed())
        .build();
  }

  static byte[] shift(Shift shift, String form) {
    return WireMapper.write(message(shift), form);
  }

  static byte[] shifts(List<Shift> shifts, String form) {
    return WireMapper.write(
        ShiftList.newBuilder()
            .addAllShifts(shifts.stream().map(StockMapper::message).toList())
            .setNext(shifts.isEmpty() ? 1 : shifts.getFirst().number() + 1)
            .build(),
        form);
  }

  private static org.countersign.protocol.v1.Shift message(Shift shift) {
    var message =
        org.countersign.protocol.v1.Shift.newBuilder()
            .setNumber(shift.number())
            .setState(shift.closing().isPresent() ? "CLOSED" : "OPEN")
            .setOpenedAtMillis(shift.openedAtMillis())
            .setOpenedBy(shift.openedBy());
    shift
        .closing()
        .ifPresent(closing ->
            message
                .setClosedAtMillis(closing.atMillis())
                .setClosedBy(closing.by())
                .setDigest(closing.digest()));
    return message.build();
  }
}
