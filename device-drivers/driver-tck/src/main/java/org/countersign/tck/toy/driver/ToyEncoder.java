package org.countersign.tck.toy.driver;

import java.time.Duration;
import java.util.HexFormat;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open toy encoder. */
public class ToyEncoder implements Device {

  /** Longest command and response APDU that its line carries. */
  public static final int LONGEST_APDU = 4096;

  private static final Logger log = LoggerFactory.getLogger(ToyEncoder.class);
  private static final Duration POLL = Duration.ofMillis(20);

  private final ToyWire wire;
  private final DeviceInfo info;
  private final DeviceEvents events;
  private final Map<Class<? extends Capability>, Capability> capabilities = new LinkedHashMap<>();
  private boolean cardSeen;

  /** A device that has said what it is. */
  public ToyEncoder(ToyWire wire, DeviceInfo info, DeviceEvents events) {
    this.wire = wire;
    this.info = info;
    this.events = events;
    capabilities.put(ChipContact.class, new Contact());
    capabilities.put(CardFeeder.class, new Hopper());
    capabilities.put(CardExit.class, new Exit());
    log.info("toy encoder {} opened", info.serial());
  }

  /** Asks a device what it is. */
  public static DeviceInfo hello(ToyWire wire) throws DeviceException {
    String[] words = wire.ask("HELLO").split(" ");
    if (words.length != 4 || !words[0].equals("OK")) {
      throw new DeviceException(
          Fault.CONFIGURATION, Effect.NONE, "", "HELLO: what answers there is no toy encoder");
    }
    return new DeviceInfo(words[1], words[2], words[3]);
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
  public void reset() throws DeviceException {
    good("RESET", wire.ask("RESET"), Effect.NONE);
  }

  @Override
  public void close() {
    wire.close();
  }

  /** The words after OK; the device's complaint becomes a fault. */
  private static String good(String doing, String answer, Effect effect) throws DeviceException {
    if (answer.startsWith("OK")) {
      return answer.substring(2).strip();
    }
    String why = answer.replaceFirst("ERR ", "");
    throw new DeviceException(
        fault(why), why.equals("JAM") ? Effect.UNKNOWN : effect, why, doing + ": " + said(why));
  }

  private static Fault fault(String why) {
    return switch (why) {
      case "NOCARD" -> Fault.CARD_MISSING;
      case "MUTE" -> Fault.CARD_MUTE;
      case "TAKEN" -> Fault.CARD_TAKEN;
      case "JAM" -> Fault.CARD_JAM;
      case "EMPTY" -> Fault.SUPPLY_EMPTY;
      case "OFF", "FULL" -> Fault.NOT_READY;
      default -> Fault.HARDWARE;
    };
  }

  private static String said(String why) {
    return switch (why) {
      case "NOCARD" -> "no card is at the chip station; put one in";
      case "MUTE" -> "the chip does not answer; take another card";
      case "TAKEN" -> "the card was taken out; put one in";
      case "JAM" -> "the card jammed; open the lid and take it out";
      case "EMPTY" -> "the hopper is empty; put blanks in";
      case "OFF" -> "the chip has no power";
      case "FULL" -> "a card is at the chip station already";
      default -> "the device complains: " + why;
    };
  }

  private boolean isCardThere() throws DeviceException {
    boolean there = good("CARD", wire.ask("CARD"), Effect.NONE).equals("1");
    if (there != cardSeen) {
      cardSeen = there;
      events.tell(
          new DeviceEvent(
              there ? DeviceEvent.Kind.CARD_INSERTED : DeviceEvent.Kind.CARD_REMOVED, ""));
    }
    return there;
  }

  private final class Contact implements ChipContact {

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      long end = System.nanoTime() + limit.toNanos();
      while (isCardThere() != present) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        wire.pause(Duration.ofNanos(Math.min(left, POLL.toNanos())));
      }
      return true;
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      String atr = good("POWER", wire.order("POWER", limit, Effect.NONE), Effect.NONE);
      return new ChipConnection(
          HexFormat.of().parseHex(atr), ChipConnection.Protocol.T1, LONGEST_APDU, LONGEST_APDU);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      if (command.length > LONGEST_APDU) {
        throw new DeviceException(
            Fault.NOT_READY,
            Effect.NONE,
            "",
            "a command of " + command.length + " bytes; the line carries " + LONGEST_APDU);
      }
      String hex = HexFormat.of().formatHex(command);
      String answer = wire.order("APDU " + hex, limit, Effect.UNKNOWN);
      return HexFormat.of().parseHex(good("APDU", answer, Effect.NONE));
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      good("OFF", wire.order("OFF", limit, Effect.UNKNOWN), Effect.NONE);
    }
  }

  private final class Hopper implements CardFeeder {

    @Override
    public void feed(Duration limit) throws DeviceException {
      good("FEED", wire.order("FEED", limit, Effect.UNKNOWN), Effect.NONE);
    }

    @Override
    public List<StorageUnit> units() throws DeviceException {
      int left = Integer.parseInt(good("COUNT", wire.ask("COUNT"), Effect.NONE));
      return List.of(new StorageUnit("hopper", left, 5));
    }
  }

  private final class Exit implements CardExit {

    @Override
    public void present(Duration limit) throws DeviceException {
      good("PRESENT", wire.order("PRESENT", limit, Effect.UNKNOWN), Effect.NONE);
    }

    @Override
    public void retain(Duration limit) throws DeviceException {
      good("RETAIN", wire.order("RETAIN", limit, Effect.UNKNOWN), Effect.NONE);
    }
  }
}
