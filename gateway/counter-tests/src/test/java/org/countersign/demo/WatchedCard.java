package org.countersign.demo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.testbed.CardEmulator;

/** A blank in a real reader, with somebody who sees each command before the chip does. */
final class WatchedCard implements CardEmulator {

  /** Sees a command that has reached the card; the reader's thread. */
  interface Watcher {

    /**
     * May do anything to the world meanwhile.
     *
     * @param number of the command, 1 for the card's first
     * @return whether the chip runs it; if not, the chip loses its power instead
     */
    boolean lets(int number, byte[] command);

    /** What the reader hears instead of the chip's response. */
    default byte[] hears(int number, byte[] command, byte[] response) {
      return response;
    }
  }

  private static final byte[] NO_RESPONSE = {};

  private final VirtualCard card;
  private final Watcher watcher;
  private final List<Integer> instructions = new CopyOnWriteArrayList<>();

  private WatchedCard(VirtualCard card, Watcher watcher) {
    this.card = card;
    this.watcher = watcher;
  }

  /** A blank of the product. */
  static WatchedCard blank(StationFolder station, Product product, Watcher watcher) {
    CardSpec spec =
        CardSpec.blank(product.chip().equals("lds") ? CardKind.LDS : CardKind.FILE)
            .withMasterKey(Bytes.hex(station.blankKey(product)), product.diversified());
    return new WatchedCard(VirtualCard.make(spec), watcher);
  }

  /** The card itself. */
  VirtualCard card() {
    return card;
  }

  /** INS of every command that has reached the card. */
  List<Integer> instructions() {
    return List.copyOf(instructions);
  }

  /** How often that instruction has reached the card. */
  int seen(int ins) {
    return (int) instructions.stream().filter(i -> i == ins).count();
  }

  /** Runs a command whose answer nobody will get. */
  void runUnheard(byte[] command) {
    byte[] ignored = card.transmit(command);
  }

  @Override
  public byte[] atr() {
    return card.atr();
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (!card.isPowered()) {
      return NO_RESPONSE;
    }
    instructions.add(command[1] & 0xFF);
    if (!watcher.lets(instructions.size(), command)) {
      card.powerOff();
      return NO_RESPONSE;
    }
    return watcher.hears(instructions.size(), command, card.transmit(command));
  }

  @Override
  public void power(Power power) {
    if (power == Power.OFF) {
      card.powerOff();
    } else {
      card.powerOn();
    }
  }
}
