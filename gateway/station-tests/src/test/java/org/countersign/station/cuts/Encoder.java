package org.countersign.station.cuts;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.countersign.simulator.CardKind;
import org.countersign.station.cuts.Cut.What;
import org.jspecify.annotations.Nullable;

/**
 * A reader, or an encoder with a hopper, whose card can lose its power at every command. It
 * outlives the box: a card that lay in it lies in it when the box is back.
 */
final class Encoder implements DriverProvider, Device, ChipContact, CardFeeder, CardExit {

  private static final int HEADER = 4;

  private final String id;
  private final CardKind kind;
  private final boolean fed;
  private final VirtualTime time;
  private final Power power;
  private final Desk desk;
  private final Consumer<String> violated;
  private BooleanSupplier wanted = () -> false;
  private @Nullable Chip inside;
  private boolean unanswered;
  private @Nullable DriverContext context;

  /**
   * An empty one.
   *
   * @param fed whether it has a hopper and an exit; otherwise a clerk does that
   */
  Encoder(
      String id,
      CardKind kind,
      boolean fed,
      VirtualTime time,
      Power power,
      Desk desk,
      Consumer<String> violated) {
    this.violated = violated;
    this.id = id;
    this.kind = kind;
    this.fed = fed;
    this.time = time;
    this.power = power;
    this.desk = desk;
  }

  String id() {
    return id;
  }

  CardKind kind() {
    return kind;
  }

  /** Says whether a clerk would put a blank in: somebody waits for a card. */
  void wanted(BooleanSupplier wanted) {
    this.wanted = wanted;
  }

  boolean isEmpty() {
    return inside == null;
  }

  /** A clerk puts a card back, without being asked. */
  void insert(Chip chip) {
    inside = chip;
    power.note(Point.BEFORE_APDU, id + ": " + chip + " is put back");
    DriverContext told = context;
    if (told != null) {
      told.events().tell(new DeviceEvent(DeviceEvent.Kind.CARD_INSERTED, ""));
    }
  }

  /** The box is gone, and with it what powers the chip. */
  void losePower() {
    context = null;
    if (inside != null) {
      inside.card().powerOff();
    }
  }

  /** A clerk takes a card out that nobody works on. */
  void takeOut() {
    if (inside != null) {
      remove(inside);
    }
  }

  /** The card that lies in it. */
  Optional<Chip> inside() {
    return Optional.ofNullable(inside);
  }

  private void remove(Chip chip) {
    chip.card().powerOff();
    inside = null;
    power.note(Point.AFTER_APDU, id + ": " + chip + " is out");
    desk.take(chip);
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor("cuts", "test", "1", 1, List.of("cuts"), List.of());
  }

  @Override
  public Device open(DriverContext opened) {
    context = opened;
    return this;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo("cuts", "", "");
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return fed
        ? Set.of(ChipContact.class, CardFeeder.class, CardExit.class)
        : Set.of(ChipContact.class);
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return capabilities().contains(type) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  @Override
  public void reset() {}

  @Override
  public void close() {}

  @Override
  public boolean awaitChip(boolean present, Duration limit) {
    if (present) {
      if (inside == null) {
        offered().ifPresent(this::lay);
      }
      if (inside == null && !limit.isZero()) {
        time.await(() -> inside != null, limit);
      }
      return inside != null;
    }
    Chip chip = inside;
    if (chip != null) {
      remove(chip);
    }
    return true;
  }

  private void lay(Chip chip) {
    inside = chip;
    power.note(Point.BEFORE_APDU, id + ": " + chip + " is put in");
  }

  /** What a clerk puts in now. */
  private Optional<Chip> offered() {
    if (desk.hasToPutBack(kind) && desk.coin()) {
      return desk.putBack(kind);
    }
    return !fed && wanted.getAsBoolean() ? Optional.of(desk.blank(kind)) : Optional.empty();
  }

  @Override
  public void feed(Duration limit) {
    lay(desk.blank(kind));
  }

  @Override
  public List<StorageUnit> units() {
    return List.of(new StorageUnit("hopper", 1_000, 1));
  }

  @Override
  public void present(Duration limit) throws DeviceException {
    remove(there("presenting"));
  }

  @Override
  public void retain(Duration limit) throws DeviceException {
    Chip chip = inside;
    if (chip != null) {
      remove(chip);
    }
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    byte[] answer = there("powering the chip up").card().powerOn();
    unanswered = false;
    return new ChipConnection(answer, ChipConnection.Protocol.T1, 4_105, 4_098);
  }

  @Override
  public void powerOff(Duration limit) {
    Chip chip = inside;
    if (chip != null) {
      chip.card().powerOff();
    }
  }

  private Chip there(String doing) throws DeviceException {
    Chip chip = inside;
    if (chip == null) {
      throw new DeviceException(Fault.CARD_MISSING, Effect.NONE, "", doing + ": no card is there");
    }
    return chip;
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    Optional<Cut> before = power.reach(Point.BEFORE_APDU, told(command));
    Chip chip = there("sending a command");
    if (!chip.card().isPowered()) {
      throw new DeviceException(
          Fault.CARD_TAKEN, Effect.NONE, "", "sending a command: the chip has lost its power");
    }
    if (unanswered) {
      violated.accept(id + ": after a lost answer " + chip + " gets a command without a reset");
    }
    if (before.isPresent()) {
      if (before.get().pages() != Cut.UNHEARD && before.get().what() != What.ANSWER) {
        boolean whole = chip.card().transmitUntilCut(command, before.get().pages());
        power.note(Point.AFTER_APDU, id + (whole ? ": done, then cut" : ": torn"));
      }
      throw cut(before.get(), chip);
    }
    long pages = chip.card().pagesWritten();
    byte[] answer = chip.card().transmit(command);
    power.programmed(chip.card().pagesWritten() - pages);
    Optional<Cut> after = power.reach(Point.AFTER_APDU, told(answer, chip));
    if (after.isPresent()) {
      throw cut(after.get(), chip);
    }
    return answer;
  }

  private String told(byte[] command) {
    return id + " > " + HexFormat.of().formatHex(command, 0, HEADER) + " +" + command.length;
  }

  private String told(byte[] answer, Chip chip) {
    int end = answer.length;
    return id + " < " + HexFormat.of().formatHex(answer, end - 2, end) + " +" + end + " of " + chip;
  }

  private DeviceException cut(Cut cut, Chip chip) {
    unanswered = true;
    return switch (cut.what()) {
      case BOX -> fail(chip, false);
      case BOTH -> fail(chip, true);
      case CARD -> {
        remove(chip);
        yield new DeviceException(
            Fault.CARD_TAKEN,
            Effect.UNKNOWN,
            "",
            "sending a command: the card was pulled in the middle of it");
      }
      case ANSWER ->
          new DeviceException(
              Fault.COMMUNICATION,
              Effect.UNKNOWN,
              "",
              "sending a command: no response came; read the card");
    };
  }

  private DeviceException fail(Chip chip, boolean takenOut) {
    if (takenOut) {
      remove(chip);
    }
    power.failBox();
    throw new IllegalStateException("a box without power goes on");
  }
}
