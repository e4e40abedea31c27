package org.countersign.demo;

import org.countersign.simulator.VirtualCard;
import org.countersign.testbed.CardEmulator;

/** A card as an emulated reader meets it. */
record LaidCard(VirtualCard card) implements CardEmulator {

  private static final byte[] NO_RESPONSE = {};

  @Override
  public byte[] atr() {
    return card.atr();
  }

  @Override
  public byte[] transmit(byte[] command) {
    return card.isPowered() ? card.transmit(command) : NO_RESPONSE;
  }

  @Override
  public void power(Power power) {
    if (power == Power.OFF) {
      card.powerOff();
    } else {
      byte[] ignored = card.powerOn();
    }
  }
}
