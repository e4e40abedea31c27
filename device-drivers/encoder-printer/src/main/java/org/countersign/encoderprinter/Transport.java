package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.countersign.driver.CardPositions;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * Moves the card. It asks where the card is before and after, as the printer's commands take a new
 * card where none is, and an OK says only that the motor has turned.
 */
final class Transport implements CardPositions {

  /** What must be done before a card is moved. */
  interface BeforeMoving {
    void run(Deadline deadline) throws DeviceException;
  }

  private final Service service;
  private final Place station;
  private BeforeMoving beforeMoving = deadline -> {};

  Transport(Service service, Place station) {
    this.service = service;
    this.station = station;
  }

  void beforeMoving(BeforeMoving action) {
    beforeMoving = action;
  }

  /** How a card gets there. */
  static Operation to(Place place) {
    return switch (place) {
      case CONTACT -> Operation.TO_CONTACT;
      case CONTACTLESS -> Operation.TO_CONTACTLESS;
      case PRINT -> Operation.TO_PRINT;
      case NONE -> throw new IllegalArgumentException("a card cannot be moved to nowhere");
    };
  }

  @Override
  public Set<Position> positions() {
    Set<Position> positions = EnumSet.noneOf(Position.class);
    for (Position position : Position.values()) {
      if (service.dialect().has(to(Place.of(position)))) {
        positions.add(position);
      }
    }
    return positions;
  }

  @Override
  public void moveTo(Position position, Duration limit) throws DeviceException {
    Place target = Place.of(position);
    String doing = "moving the card to the station " + target;
    if (!service.dialect().has(to(target))) {
      throw new DeviceException(
          Fault.CONFIGURATION, Effect.NONE, "", doing + ": this printer has none");
    }
    moveTo(target, service.deadline(limit), doing);
  }

  /** Moves the card there if it is elsewhere. */
  void moveTo(Place target, Deadline deadline, String doing) throws DeviceException {
    Place from = requireCard(deadline, doing);
    beforeMoving.run(deadline);
    if (from != target) {
      move(to(target), target, deadline, doing);
    }
  }

  /** The station where chips are talked to: where the card is, or the configured one. */
  Place toChipStation(Deadline deadline, String doing) throws DeviceException {
    Place at = requireCard(deadline, doing);
    if (at.isChipStation()) {
      return at;
    }
    move(to(station), station, deadline, doing);
    return station;
  }

  /** Takes a card from the hopper. */
  void feed(Deadline deadline) throws DeviceException {
    String doing = "feeding a card";
    if (where(deadline, doing, Effect.NONE) != Place.NONE) {
      throw new DeviceException(
          Fault.NOT_READY,
          Effect.NONE,
          "",
          doing + ": one is in the printer already; present or retain it first");
    }
    requireReady(Word.Before.FEED, deadline, doing);
    move(to(station), station, deadline, doing);
  }

  /** Lets the card leave. */
  void leave(Operation way, Deadline deadline, String doing) throws DeviceException {
    requireCard(deadline, doing);
    beforeMoving.run(deadline);
    move(way, Place.NONE, deadline, doing);
  }

  private void move(Operation way, Place target, Deadline deadline, String doing)
      throws DeviceException {
    requireOk(service.order(way, Map.of(), deadline, doing), doing);
    Place at = where(deadline, doing, Effect.UNKNOWN);
    if (at != target) {
      throw new DeviceException(
          Fault.CARD_JAM,
          Effect.UNKNOWN,
          at.name(),
          "%s: the printer says done, but the card is at %s; open the printer and look"
              .formatted(doing, at));
    }
  }

  /** A result that is not the dialect's OK is a word of failure. */
  void requireOk(Answer answer, String doing) throws DeviceException {
    if (!answer.text().equals(service.dialect().text("ok"))) {
      throw service.dialect().word(Word.of(answer.text())).failure(doing);
    }
  }

  Place requireCard(Deadline deadline, String doing) throws DeviceException {
    Place at = where(deadline, doing, Effect.NONE);
    if (at == Place.NONE) {
      throw new DeviceException(
          Fault.CARD_MISSING, Effect.NONE, "", doing + ": no card is in the printer; feed one");
    }
    return at;
  }

  /**
   * Where the card is.
   *
   * @param effect of what went before, if the question fails
   */
  Place where(Deadline deadline, String doing, Effect effect) throws DeviceException {
    String asking = doing + " (asking where the card is)";
    try {
      String word = Word.of(service.ask(Operation.WHERE, Map.of(), deadline, asking).text());
      String place = service.dialect().text("where." + word);
      if (place.isEmpty()) {
        throw service.dialect().word(word).failure(asking);
      }
      return Place.valueOf(place);
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(), effect, e.vendorCode(), String.valueOf(e.getMessage()), e);
    }
  }

  /** What the printer says of itself, if it stands in the way. */
  void requireReady(Word.Before operation, Deadline deadline, String doing) throws DeviceException {
    Word reason = state(deadline, doing).reason();
    if (reason.standsInTheWayOf(operation)) {
      throw reason.failure(doing, Effect.NONE);
    }
  }

  /**
   * What the printer says of itself.
   *
   * @param failed whether what it was doing failed; otherwise the reason is about what comes next
   */
  record State(boolean failed, Word reason) {}

  /** Asks for the state, which is {@code MAJOR,MINOR}. */
  State state(Deadline deadline, String doing) throws DeviceException {
    String asking = doing + " (asking for the printer's state)";
    String text = service.ask(Operation.STATE, Map.of(), deadline, asking).text();
    Word reason = service.dialect().word(Word.of(text.substring(text.indexOf(',') + 1)));
    boolean failed = Word.of(text).equals(service.dialect().text("state.failed"));
    return new State(failed, reason);
  }
}
