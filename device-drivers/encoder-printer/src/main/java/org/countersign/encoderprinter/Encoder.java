package org.countersign.encoderprinter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipConnection.Protocol;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** The chip, through the printer's encoder. */
final class Encoder implements ChipContact {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LONGEST_COMMAND = 65_544;
  private static final int LONGEST_RESPONSE = 65_538;
  private static final int SHORT_COMMAND = 261;
  private static final int SHORT_RESPONSE = 258;

  private final Service service;
  private final Transport transport;
  private int longestCommand;
  private boolean powered;
  private @Nullable DeviceException loss;

  Encoder(Service service, Transport transport) {
    this.service = service;
    this.transport = transport;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    String doing = present ? "waiting for a card" : "waiting until the card is gone";
    Deadline deadline = service.deadline(limit);
    while (true) {
      Deadline asking = service.deadline(deadline.left().plus(Duration.ofSeconds(3)));
      boolean there = transport.where(asking, doing, Effect.NONE) != Place.NONE;
      if (there == present) {
        return true;
      }
      if (deadline.isPast()) {
        return false;
      }
      service.rest(deadline.left(POLL), doing, Effect.NONE);
    }
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    String doing = "powering the chip on";
    Deadline deadline = service.deadline(limit);
    powered = false;
    loss = null;
    Place station = transport.toChipStation(deadline, doing);
    // Asking again is harmless: nothing was sent to the chip since.
    Answer answer = service.ask(Operation.CHIP_ON, Map.of(), deadline, doing);
    ChipConnection connection = connection(answer, station, doing);
    longestCommand = connection.maxCommandBytes();
    powered = true;
    return connection;
  }

  private static ChipConnection connection(Answer answer, Place station, String doing)
      throws DeviceException {
    Protocol protocol =
        station == Place.CONTACTLESS
            ? Protocol.TCL
            : answer.member("protocol").equals("T=0") ? Protocol.T0 : Protocol.T1;
    return new ChipConnection(
        bytes(answer.member("atr"), 2, 33, doing, Effect.NONE),
        protocol,
        within(Counts.of(answer, "max-command"), SHORT_COMMAND, LONGEST_COMMAND),
        within(Counts.of(answer, "max-response"), SHORT_RESPONSE, LONGEST_RESPONSE));
  }

  private static int within(int said, int least, int most) {
    return Math.min(Math.max(said, least), most);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    String doing = "sending a command to the chip";
    requireSendable(command, doing);
    String digits = HexFormat.of().formatHex(command);
    Map<String, String> values = Map.of("apdu", digits, "check", check(digits));
    try {
      return response(
          service.order(Operation.CHIP_EXCHANGE, values, service.deadline(limit), doing), doing);
    } catch (DeviceException e) {
      // Whatever went wrong, the chip's state is not known: only a new power-on makes it so.
      powered = false;
      loss = e;
      throw e;
    }
  }

  private void requireSendable(byte[] command, String doing) throws DeviceException {
    if (!powered) {
      throw notPowered(doing);
    }
    if (command.length < 4 || command.length > longestCommand) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "%s: the encoder carries 4 to %d bytes, not %d"
              .formatted(doing, longestCommand, command.length));
    }
  }

  private DeviceException notPowered(String doing) {
    DeviceException before = loss;
    return before == null
        ? new DeviceException(
            Fault.NOT_READY, Effect.NONE, "", doing + ": it has no power; power it on first")
        : new DeviceException(
            before.fault(),
            Effect.NONE,
            before.vendorCode(),
            doing + ": the command before it failed; power the chip on again",
            before);
  }

  private static byte[] response(Answer answer, String doing) throws DeviceException {
    String digits = answer.member("apdu");
    if (!check(digits).equalsIgnoreCase(answer.member("check"))) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.UNKNOWN,
          "",
          doing + ": the answer was damaged on its way; look at the network to the printer");
    }
    return bytes(digits, 2, LONGEST_RESPONSE, doing, Effect.UNKNOWN);
  }

  private static byte[] bytes(String digits, int least, int most, String doing, Effect effect)
      throws DeviceException {
    int length = digits.length() / 2;
    try {
      if (length >= least && length <= most) {
        return HexFormat.of().parseHex(digits);
      }
    } catch (IllegalArgumentException e) {
      // Told below; the digits themselves may be a card's data.
    }
    throw new DeviceException(
        Fault.COMMUNICATION,
        effect,
        "",
        "%s: the answer has no %d to %d bytes in hexadecimal digits; choose the printer's dialect"
            .formatted(doing, least, most));
  }

  /** CRC-32 (IEEE 802.3) of the digits as ASCII, eight hexadecimal digits. */
  static String check(String digits) {
    CRC32 crc = new CRC32();
    crc.update(digits.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    powerDown(service.deadline(limit));
  }

  /** Powers the chip down if it may have power. */
  void powerDown(Deadline deadline) throws DeviceException {
    loss = null;
    if (powered) {
      powered = false;
      service.ask(Operation.CHIP_OFF, Map.of(), deadline, "powering the chip off");
    }
  }
}
