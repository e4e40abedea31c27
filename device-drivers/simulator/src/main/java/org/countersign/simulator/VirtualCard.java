package org.countersign.simulator;

import java.security.SecureRandom;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.applet.AppletChip;
import org.countersign.simulator.applet.CardRuntime;
import org.countersign.simulator.applet.ChipHardware;
import org.jspecify.annotations.Nullable;

/**
 * A card with a chip. What it has stored stays when it loses power; channels and selections do not.
 * Any thread, one command at a time.
 */
public final class VirtualCard {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final CardSpec spec;
  private final Bytes chipNumber;
  private final ChipHardware chip;
  private @Nullable CardRuntime runtime;
  private int powerUps;
  private long commands;

  private VirtualCard(CardSpec spec, Bytes chipNumber, ChipHardware chip) {
    this.spec = spec;
    this.chipNumber = chipNumber;
    this.chip = chip;
  }

  /** Makes a card, with a random chip number if the specification has none. */
  public static VirtualCard make(CardSpec spec) {
    Bytes number = spec.chipNumber().orElseGet(VirtualCard::randomChipNumber);
    return new VirtualCard(spec, number, ChipFactory.make(spec, number));
  }

  /** Makes a {@link CardKind#FOREIGN} card around a chip with somebody else's applet. */
  public static VirtualCard around(AppletChip chip) {
    return new VirtualCard(CardSpec.blank(CardKind.FOREIGN), randomChipNumber(), chip);
  }

  /** A blank with the default keys. */
  public static VirtualCard blank(CardKind kind) {
    return make(CardSpec.blank(kind));
  }

  /** 89 86 and sixteen decimal digits, as on an ICCID. */
  private static Bytes randomChipNumber() {
    byte[] number = new byte[CardSpec.CHIP_NUMBER];
    number[0] = (byte) 0x89;
    number[1] = (byte) 0x86;
    for (int i = 2; i < number.length; i++) {
      number[i] = (byte) (RANDOM.nextInt(10) << 4 | RANDOM.nextInt(10));
    }
    return Bytes.of(number);
  }

  /** What it was made as. */
  public CardSpec spec() {
    return spec;
  }

  /**
   * The chip number in hexadecimal digits: KDD of the GlobalPlatform chip (its last eight bytes are
   * date, serial number and batch in CPLC), EF.ICCID of the file card; of a foreign card only a
   * name in the simulator.
   */
  public String chipId() {
    return chipNumber.toHex();
  }

  /** Answer to reset. */
  public byte[] atr() {
    return chip.answerToReset();
  }

  /** Powers the chip up, or resets it if it has power; channels are lost. Returns the ATR. */
  public synchronized byte[] powerOn() {
    chip.eeprom().restore();
    runtime = chip.powerUp();
    powerUps++;
    return chip.answerToReset();
  }

  /** Takes the power away. */
  public synchronized void powerOff() {
    runtime = null;
  }

  /** Whether it has power. */
  public synchronized boolean isPowered() {
    return runtime != null;
  }

  /**
   * Runs a command APDU.
   *
   * @return response APDU with its status word
   * @throws IllegalStateException without power
   */
  public synchronized byte[] transmit(byte[] command) {
    return powered().exchange(counted(command));
  }

  /**
   * Runs a command APDU and takes the power away when it has programmed so many pages, or at its
   * end.
   *
   * @return whether it came to its end; nobody hears its response
   */
  public synchronized boolean transmitUntilCut(byte[] command, int pages) {
    CardRuntime running = powered();
    chip.eeprom().cutAfter(pages);
    running.exchange(counted(command));
    boolean whole = !chip.eeprom().isCut();
    powerOff();
    return whole;
  }

  private CardRuntime powered() {
    CardRuntime running = runtime;
    if (running == null) {
      throw new IllegalStateException("card " + chipId() + " has no power");
    }
    return running;
  }

  private byte[] counted(byte[] command) {
    commands++;
    return command;
  }

  /** EEPROM pages programmed since the card was made. */
  public synchronized long pagesWritten() {
    return chip.eeprom().pagesWritten();
  }

  /**
   * What its elementary files hold, by file identifier, as somebody who took the chip apart would
   * see it; empty for a foreign card. A simulated person's data: for assertions alone.
   */
  public synchronized SortedMap<Integer, Bytes> contents() {
    return CardInspection.contents(chip);
  }

  /** What is in it now. */
  public synchronized CardState state() {
    return CardInspection.of(spec.kind(), chip, powerUps, commands);
  }

  @Override
  public String toString() {
    return spec.kind() + " card " + chipId();
  }
}
