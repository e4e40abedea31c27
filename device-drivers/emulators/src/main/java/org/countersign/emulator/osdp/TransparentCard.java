package org.countersign.emulator.osdp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.CardEmulator.Power;
import org.jspecify.annotations.Nullable;

/** The card at a reader and the two modes in which the host meets it. */
final class TransparentCard {

  private final OsdpModel model;
  private @Nullable CardEmulator card;
  private boolean powered;
  private boolean transparent;
  private boolean reports;

  TransparentCard(OsdpModel model) {
    this.model = model;
  }

  synchronized void insert(CardEmulator newCard) {
    if (card != null) {
      throw new IllegalStateException("a card is on the reader already");
    }
    card = newCard;
  }

  synchronized void remove() {
    powerOff();
    card = null;
  }

  synchronized boolean isPowered() {
    return powered;
  }

  synchronized void powerOff() {
    CardEmulator there = card;
    if (there != null && powered) {
      there.power(Power.OFF);
    }
    powered = false;
  }

  /** A host that begins anew finds mode 00 and a card without power. */
  synchronized void restart() {
    powerOff();
    transparent = false;
    reports = false;
  }

  /** Report for the next POLL, or null. */
  synchronized byte @Nullable [] report() {
    CardEmulator there = card;
    if (!reports || transparent || there == null) {
      return null;
    }
    reports = false;
    powerUp(there);
    byte[] atr = there.atr();
    powerOff();
    byte[] head = {0, 2, 0, (byte) (model.contactless() ? 1 : 0), 0, (byte) atr.length};
    return join(head, atr);
  }

  /** Reply code and payload to XWR; a NAK's reason after 41. */
  byte[] take(byte[] command) {
    if (command.length < 2 || (command[0] == 1 && command.length < 3)) {
      return new byte[] {0x41, 2};
    }
    return switch (command[0] << 8 | command[1]) {
      case 0x0001 -> join(xrd(), new byte[] {0, 1, (byte) (transparent ? 1 : 0), 0});
      case 0x0002 -> mode(command);
      case 0x0101 -> transparent ? apdu(command) : new byte[] {0x41, 9};
      case 0x0102 -> {
        powerOff();
        yield new byte[] {0x40};
      }
      case 0x0104 -> transparent ? presence() : new byte[] {0x41, 9};
      default -> new byte[] {0x41, 9};
    };
  }

  private synchronized byte[] mode(byte[] command) {
    if (command.length < 4) {
      return new byte[] {0x41, 2};
    }
    powerOff();
    transparent = command[2] == 1;
    reports = command[2] == 0 && command[3] == 1;
    return new byte[] {0x40};
  }

  private synchronized byte[] presence() {
    int status = card == null ? 0 : model.contactless() ? 2 : 3;
    return join(xrd(), new byte[] {1, 1, 0, (byte) status});
  }

  private byte[] apdu(byte[] command) {
    CardEmulator there;
    synchronized (this) {
      there = card;
      if (there != null) {
        powerUp(there);
      }
    }
    if (there == null) {
      return join(xrd(), new byte[] {1, 0, 1});
    }
    // Not held: the card may be pulled in the middle.
    byte[] response = there.transmit(Arrays.copyOfRange(command, 3, command.length));
    synchronized (this) {
      return card == there
          ? join(xrd(), join(new byte[] {1, 2, 0, 0}, response))
          : join(xrd(), new byte[] {1, 0, 1});
    }
  }

  private void powerUp(CardEmulator there) {
    if (!powered) {
      there.power(Power.ON);
      powered = true;
    }
  }

  private static byte[] xrd() {
    return new byte[] {(byte) 0xB1};
  }

  private static byte[] join(byte[] a, byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }
}
