package org.countersign.host.process;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.CardPositions;
import org.countersign.driver.DeviceException;
import org.countersign.driver.StorageUnit;
import org.countersign.protocol.v1.driverhost.AskUnits;
import org.countersign.protocol.v1.driverhost.DeviceOpened;
import org.countersign.protocol.v1.driverhost.FeedCard;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.MoveCard;
import org.countersign.protocol.v1.driverhost.PresentCard;
import org.countersign.protocol.v1.driverhost.RetainCard;
import org.countersign.protocol.v1.driverhost.ToChild;

/** What moves cards in a device in a child. */
final class ChildCards implements CardFeeder, CardExit, CardPositions {

  private final Calls calls;
  private final Set<Position> positions = EnumSet.noneOf(Position.class);

  ChildCards(Calls calls, DeviceOpened opened) {
    this.calls = calls;
    Wire.addKnown(Position.class, opened.getPositionsList(), positions);
  }

  private void move(ToChild.Builder frame, String doing, Duration limit) throws DeviceException {
    calls.act(frame, doing, limit, FromChild::hasDone);
  }

  @Override
  public void feed(Duration limit) throws DeviceException {
    FeedCard feed = FeedCard.newBuilder().setLimit(Calls.nanos(limit)).build();
    move(ToChild.newBuilder().setFeed(feed), "feeding a card", limit);
  }

  @Override
  public List<StorageUnit> units() throws DeviceException {
    return calls
        .ask(
            ToChild.newBuilder().setUnits(AskUnits.getDefaultInstance()),
            "counting cards",
            ChildDevice.LONG,
            FromChild::hasUnits)
        .getUnits()
        .getUnitsList()
        .stream()
        .map(u -> new StorageUnit(Wire.word(u.getId()), u.getCount(), u.getThreshold()))
        .toList();
  }

  @Override
  public void present(Duration limit) throws DeviceException {
    PresentCard present = PresentCard.newBuilder().setLimit(Calls.nanos(limit)).build();
    move(ToChild.newBuilder().setPresent(present), "presenting the card", limit);
  }

  @Override
  public void retain(Duration limit) throws DeviceException {
    RetainCard retain = RetainCard.newBuilder().setLimit(Calls.nanos(limit)).build();
    move(ToChild.newBuilder().setRetain(retain), "retaining the card", limit);
  }

  @Override
  public Set<Position> positions() {
    return Set.copyOf(positions);
  }

  @Override
  public void moveTo(Position position, Duration limit) throws DeviceException {
    MoveCard move =
        MoveCard.newBuilder().setPosition(position.name()).setLimit(Calls.nanos(limit)).build();
    move(ToChild.newBuilder().setMove(move), "moving the card", limit);
  }
}
