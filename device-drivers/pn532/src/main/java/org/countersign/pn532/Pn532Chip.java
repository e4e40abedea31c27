package org.countersign.pn532;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LineSettings;

/** The chip's commands with their parameters (UM0701-02, 7). The device's own thread. */
final class Pn532Chip {

  /** Most bytes of a piece of an APDU in one InDataExchange, either way. */
  static final int PIECE = FrameFormat.MOST_DATA - 3;

  private static final int IC_PN532 = 0x32;
  private static final Duration AT_ONCE = Duration.ZERO;

  /** Field on, two tries, anticollision of three levels, RATS. */
  private static final Duration SEARCH = Duration.ofMillis(500);

  private static final int FIELD = 0x01;
  private static final int TIMINGS = 0x02;
  private static final int EXCHANGE_RETRIES = 0x04;
  private static final int RETRIES = 0x05;
  private static final int ATTENTION_REQUEST = 0x06;
  private static final int MORE = 0x40;

  /** Rates of SetSerialBaudRate, 7.2.6; the index is the code. */
  private static final int[] SPEEDS = {
    9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000
  };

  private final Dialog dialog;

  Pn532Chip(Dialog dialog) {
    this.dialog = dialog;
  }

  /** Whether the chip has such a speed. */
  static boolean hasSpeed(int baud) {
    return Arrays.binarySearch(SPEEDS, baud) >= 0;
  }

  /** Wakes the chip up and makes it a plain reader: no security module beside it. */
  void wakeUp(Deadline end) throws DeviceException {
    dialog.wakeUp();
    // Normal mode, 20 times 50 ms for a virtual card (not used), the IRQ pin driven.
    ask(Command.SAM_CONFIGURATION, end, 0x01, 0x14, 0x01);
  }

  /** Prepares for cards: RATS by the chip itself, few tries, field off. */
  void configure(Deadline end) throws DeviceException {
    // fAutomaticATR_RES and fAutomaticRATS.
    ask(Command.SET_PARAMETERS, end, 0x14);
    // ATR_RES within 102.4 ms; an exchange outside of ISO 14443-4 within 51.2 ms.
    ask(Command.RF_CONFIGURATION, end, TIMINGS, 0x00, 0x0B, 0x0A);
    ask(Command.RF_CONFIGURATION, end, EXCHANGE_RETRIES, 0x02);
    // ATR_REQ once, PSL_REQ once more, a search for a card twice more.
    ask(Command.RF_CONFIGURATION, end, RETRIES, 0x00, 0x01, 0x02);
    fieldOff(end);
  }

  /**
   * The firmware as {@code 1.6}.
   *
   * @throws DeviceException {@link Fault#CONFIGURATION} if another chip answers
   */
  String firmwareVersion(Deadline end) throws DeviceException {
    byte[] answer = ask(Command.GET_FIRMWARE_VERSION, end);
    if (answer.length != 4 || answer[0] != IC_PN532) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "what answers on %s is no PN532 (IC %02X); name the port of one"
              .formatted(dialog.name(), answer.length > 0 ? answer[0] : 0));
    }
    return answer[1] + "." + answer[2];
  }

  /** Changes the speed of chip and line. */
  void changeSpeed(LineSettings settings, Deadline end) throws DeviceException {
    ask(Command.SET_SERIAL_BAUD_RATE, end, Arrays.binarySearch(SPEEDS, settings.baud()));
    dialog.changeSpeed(settings);
  }

  /** Takes the power from every card. */
  void fieldOff(Deadline end) throws DeviceException {
    ask(Command.RF_CONFIGURATION, end, FIELD, 0x00);
  }

  /** Looks for a card of type A at 106 kbit/s, and activates it with RATS if it keeps -4. */
  Optional<Target> search(Deadline end) throws DeviceException {
    byte[] answer =
        dialog.ask(Command.IN_LIST_PASSIVE_TARGET, new byte[] {0x01, 0x00}, SEARCH, end);
    if (answer.length == 0 || answer[0] == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Target.read(answer));
    } catch (IllegalArgumentException e) {
      throw new DeviceException(
          Fault.HARDWARE, Effect.NONE, "", "InListPassiveTarget on " + dialog.name(), e);
    }
  }

  /** Whether the activated card still answers (an R(NAK) of ISO 14443-4). */
  boolean isThere(Deadline end) throws DeviceException {
    byte[] answer = dialog.ask(Command.DIAGNOSE, new byte[] {ATTENTION_REQUEST}, SEARCH, end);
    return answer.length > 0 && answer[0] == 0;
  }

  /** Deselects every card. */
  void release(Deadline end) throws DeviceException {
    dialog.ask(Command.IN_RELEASE, new byte[] {0x00}, SEARCH, end);
  }

  /**
   * A part of an answer from the card.
   *
   * @param status what the chip says of the exchange
   * @param more whether the card has more to say
   * @param data bytes of the card, at most {@link #PIECE}
   */
  record Part(ChipStatus status, boolean more, byte[] data) {}

  /**
   * Sends a piece of an APDU to the card.
   *
   * @param first whether it begins the APDU
   * @param more whether it is not the last piece
   * @throws DeviceException as {@link Dialog#askOnce}
   */
  Part exchange(Target target, byte[] piece, boolean first, boolean more, Deadline end)
      throws DeviceException {
    byte[] parameters = new byte[1 + piece.length];
    parameters[0] = (byte) (target.number() | (more ? MORE : 0));
    System.arraycopy(piece, 0, parameters, 1, piece.length);
    byte[] answer =
        first
            ? dialog.askOnce(Command.IN_DATA_EXCHANGE, parameters, possible(more), end)
            : dialog.askNext(Command.IN_DATA_EXCHANGE, parameters, possible(more), end);
    if (answer.length == 0) {
      return new Part(ChipStatus.UNKNOWN, false, answer);
    }
    return new Part(
        ChipStatus.of(answer[0]),
        (answer[0] & MORE) != 0,
        Arrays.copyOfRange(answer, 1, answer.length));
  }

  /** After an unfinished piece the card has nothing to say, after the last one it must. */
  private static Predicate<Pn532Frame.Information> possible(boolean more) {
    return answer -> {
      byte[] data = answer.data();
      boolean ok = data.length > 1 && ChipStatus.of(data[1]) == ChipStatus.OK;
      return !ok || more == (data.length == 2);
    };
  }

  private byte[] ask(Command command, Deadline end, int... parameters) throws DeviceException {
    byte[] bytes = new byte[parameters.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) parameters[i];
    }
    return dialog.ask(command, bytes, AT_ONCE, end);
  }
}
