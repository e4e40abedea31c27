package org.countersign.tck.toy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The toy encoder itself: what is at the far end of the line. The line's form is in the package's
 * description. Any thread; a person's hand may come at any time.
 */
public final class ToyDevice {

  /** Most characters of a line. */
  public static final int LONGEST_LINE = 20_000;

  private static final int FULL_HOPPER = 50;

  private final String serial;
  private final Supplier<ToyChip> cards;
  private @Nullable ToyChip card;
  private int blanks = FULL_HOPPER;
  private boolean powered;
  private boolean mute;
  private boolean jamsNext;

  /** A device without a card at its chip station and with a full hopper. */
  public ToyDevice(String serial) {
    this(serial, ToyChip::ofKit);
  }

  /**
   * The same with other cards.
   *
   * @param cards makes the next card of the hopper, or that a hand puts in
   */
  public ToyDevice(String serial, Supplier<ToyChip> cards) {
    this.serial = serial;
    this.cards = cards;
  }

  /**
   * An answer on its way.
   *
   * @param after how long the device works at it
   * @param line with its checksum and LF
   */
  public record Answer(Duration after, String line) {}

  /** Answers one line; a damaged one is passed over. */
  public Optional<Answer> answer(String line) {
    int star = line.lastIndexOf(" *");
    if (star < 0 || !line.startsWith("> ") || line.length() < 6) {
      return Optional.empty();
    }
    String words = line.substring(0, star);
    if (!line.substring(star + 2).equals(crc(words))) {
      return Optional.empty();
    }
    String order = words.substring(5);
    String text = "< " + words.substring(2, 4) + " " + answered(order);
    return Optional.of(new Answer(time(order), text + " *" + crc(text) + "\n"));
  }

  private synchronized Duration time(String order) {
    ToyChip there = card;
    return there != null && order.startsWith("APDU ")
        ? there.time(HexFormat.of().parseHex(order.substring(5)))
        : Duration.ZERO;
  }

  private synchronized String answered(String order) {
    switch (order.split(" ", 2)[0]) {
      case "HELLO":
        return "OK TOY-1 " + serial + " 1.0";
      case "RESET", "OFF":
        powered = false;
        return "OK";
      case "CARD":
        return card == null ? "OK 0" : "OK 1";
      case "POWER":
        return power();
      case "APDU":
        return transmitted(HexFormat.of().parseHex(order.substring(5)));
      case "FEED":
        return fed();
      case "PRESENT", "RETAIN":
        return gone();
      case "COUNT":
        return "OK " + blanks;
      default:
        return "ERR WHAT";
    }
  }

  private String power() {
    ToyChip there = card;
    powered = false;
    if (there == null) {
      return "ERR NOCARD";
    }
    if (mute) {
      return "ERR MUTE";
    }
    there.power();
    powered = true;
    return "OK " + HexFormat.of().formatHex(there.atr());
  }

  private String transmitted(byte[] command) {
    ToyChip there = card;
    if (there == null) {
      return powered ? "ERR TAKEN" : "ERR NOCARD";
    }
    return powered ? "OK " + HexFormat.of().formatHex(there.answer(command)) : "ERR OFF";
  }

  private String fed() {
    if (card != null) {
      return "ERR FULL";
    }
    if (blanks == 0) {
      return "ERR EMPTY";
    }
    blanks--;
    if (jamsNext) {
      jamsNext = false;
      return "ERR JAM";
    }
    card = cards.get();
    return "OK";
  }

  private String gone() {
    if (card == null) {
      return "ERR NOCARD";
    }
    card = null;
    powered = false;
    return "OK";
  }

  /** A hand puts a card in; nothing happens if one is there. */
  public synchronized void insert() {
    if (card == null) {
      card = cards.get();
      powered = false;
    }
  }

  /** A hand takes the card out. */
  public synchronized void remove() {
    card = null;
  }

  /** Makes every chip mute at its next reset, or not any more. */
  public synchronized void mute(boolean isMute) {
    mute = isMute;
  }

  /** The next card that is fed jams. */
  public synchronized void jamNext() {
    jamsNext = true;
  }

  /** Fills or empties the hopper. */
  public synchronized void fill(boolean full) {
    blanks = full ? FULL_HOPPER : 0;
  }

  private static String crc(String words) {
    CRC32 crc = new CRC32();
    crc.update(words.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
