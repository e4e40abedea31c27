package org.countersign.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvents;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;

/**
 * An encoder in software: a hopper of blanks, a chip station, an exit tray and a retain bin. {@link
 * #insert} and {@link #pull} are a person's hand and may come from any thread.
 */
public final class VirtualEncoder implements Device {

  private final EncoderConfig config;
  private final DeviceInfo info;
  private final DeviceEvents events;
  private final CardTray tray;
  private final BlankSupply blanks;
  private final VirtualReader reader;
  private final Map<Class<? extends Capability>, Capability> capabilities = new LinkedHashMap<>();
  private int left;

  VirtualEncoder(String deviceId, EncoderConfig config, DeviceEvents events, Pace pace) {
    this.config = config;
    this.info = new DeviceInfo("Countersign virtual encoder", deviceId, "jcardsim 3.0.6.0");
    this.events = events;
    this.tray = CardTray.named(config.tray());
    this.blanks = new BlankSupply(config.card(), config.faults());
    this.reader = new VirtualReader(config.latency(), pace, config.maxData());
    this.left = config.hopper();
    capabilities.put(ChipContact.class, new Contact());
    capabilities.put(CardFeeder.class, new Hopper());
    capabilities.put(CardExit.class, new Exit());
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Set<Class<? extends Capability>> capabilities() {
    return Set.copyOf(capabilities.keySet());
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return Optional.ofNullable(capabilities.get(type)).map(type::cast);
  }

  @Override
  public void reset() {
    reader.powerDown();
  }

  /** A card that is still at the chip station is left to the person: it lies with the pulled. */
  @Override
  public void close() {
    reader.close();
    reader.remove().ifPresent(tray::pull);
  }

  /**
   * Puts a card into the chip station by hand.
   *
   * @throws IllegalStateException if one is there
   */
  public void insert(VirtualCard card) {
    reader.insert(card);
    tell(DeviceEvent.Kind.CARD_INSERTED, "a card was put in by hand");
  }

  /** Pulls the card out of the chip station by hand; it goes to nobody but the caller. */
  public Optional<VirtualCard> pull() {
    Optional<VirtualCard> card = reader.remove();
    card.ifPresent(c -> tell(DeviceEvent.Kind.CARD_REMOVED, "the card was pulled"));
    return card;
  }

  /** The card at the chip station. */
  public Optional<VirtualCard> card() {
    return reader.card();
  }

  private void tell(DeviceEvent.Kind kind, String detail) {
    events.tell(new DeviceEvent(kind, detail));
  }

  /** The reader, and the eye on cards that leave it in the middle of a command. */
  private final class Contact implements ChipContact {

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return reader.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return reader.powerOn(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      Optional<VirtualCard> before = reader.card();
      try {
        return reader.transceive(command, limit);
      } finally {
        reader.swappedOut().ifPresent(tray::pull);
        if (before.isPresent() && reader.card().isEmpty()) {
          tray.pull(before.get());
          tell(DeviceEvent.Kind.CARD_REMOVED, "the card was pulled");
        }
      }
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      reader.powerOff(limit);
    }
  }

  private final class Hopper implements CardFeeder {

    private static final String UNIT = "hopper";

    @Override
    public void feed(Duration limit) throws DeviceException {
      if (reader.card().isPresent()) {
        throw new DeviceException(
            Fault.NOT_READY,
            Effect.NONE,
            "",
            "feeding a card: one is at the chip station already; present or retain it first");
      }
      Optional<VirtualCard> returned = tray.takeReturned();
      InsertedCard next = returned.isPresent() ? blanks.brought(returned.get()) : blank();
      reader.pass(config.latency().feed().toNanos(), limit, Effect.UNKNOWN, "feeding a card");
      if (next.jams()) {
        tray.pull(next.card());
        throw new DeviceException(
            Fault.CARD_JAM,
            Effect.UNKNOWN,
            "",
            "feeding a card: it did not arrive at the chip station; open the device and take it"
                + " out");
      }
      reader.insert(next);
      tell(DeviceEvent.Kind.STORAGE_CHANGED, UNIT + " holds " + left + " cards");
    }

    private InsertedCard blank() throws DeviceException {
      if (left == 0) {
        throw new DeviceException(
            Fault.SUPPLY_EMPTY,
            Effect.NONE,
            "",
            "feeding a card: the hopper is empty; put blanks in");
      }
      left--;
      return blanks.next();
    }

    @Override
    public List<StorageUnit> units() {
      return List.of(new StorageUnit(UNIT, left + tray.returnedCount(), config.threshold()));
    }
  }

  private final class Exit implements CardExit {

    @Override
    public void present(Duration limit) throws DeviceException {
      tray.present(moved(limit, "presenting the card"));
    }

    @Override
    public void retain(Duration limit) throws DeviceException {
      tray.retain(moved(limit, "retaining the card"));
    }

    private VirtualCard moved(Duration limit, String doing) throws DeviceException {
      reader.pass(config.latency().feed().toNanos(), limit, Effect.UNKNOWN, doing);
      return reader
          .remove()
          .orElseThrow(() ->
              new DeviceException(
                  Fault.CARD_MISSING, Effect.NONE, "", doing + ": none is at the chip station"));
    }
  }
}
