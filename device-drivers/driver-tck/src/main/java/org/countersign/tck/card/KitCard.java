package org.countersign.tck.card;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The card that lies on a bench, in software: what {@link KitCommand} says, for emulators. Any
 * thread, one command at a time. Whoever carries its answers waits {@link #time} first.
 */
public final class KitCard {

  /** Which form its answers take. */
  public enum Protocol {
    /** ISO 7816-3, 12.2: 61xx before the answer of case 4, 6Cxx to a wrong Le. */
    T0,
    T1
  }

  // TS, T0: two historical bytes, no TD1 and so T=0.
  private static final byte[] ATR_T0 = {0x3B, 0x02, 0x14, 0x50};
  // TS, T0: TD1 and one historical byte, TD1: T=1, historical byte, TCK.
  private static final byte[] ATR_T1 = {0x3B, (byte) 0x81, 0x01, 0x20, (byte) 0xA0};

  private final Protocol protocol;
  private final byte[] identity = new byte[KitCommand.IDENTITY_BYTES];
  private final Map<Integer, Integer> counts = new HashMap<>();
  private byte[] waiting = {};
  private boolean selected;

  /** A card that no other one is. */
  public KitCard(Protocol protocol) {
    this.protocol = protocol;
    new SecureRandom().nextBytes(identity);
  }

  /** Answer to reset. */
  public byte[] atr() {
    return protocol == Protocol.T0 ? ATR_T0.clone() : ATR_T1.clone();
  }

  /** Power comes or goes: the selection is lost, the counts are not. */
  public synchronized void power() {
    selected = false;
    waiting = new byte[0];
  }

  /** How long the card works at a command. */
  public static Duration time(byte[] command) {
    boolean waits = command.length >= 4 && command[0] == (byte) 0x80 && command[1] == 0x1E;
    return waits ? Duration.ofMillis(10L * p1p2(command)) : Duration.ZERO;
  }

  /** Answers a command APDU, under T=0 a command TPDU. */
  public synchronized byte[] answer(byte[] command) {
    if (command.length < 4) {
      return sw(0x6700);
    }
    if (protocol == Protocol.T0 && command[0] == 0x00 && command[1] == (byte) 0xC0) {
      byte[] data = waiting;
      waiting = new byte[0];
      return given(data, ne(command));
    }
    if (KitCommand.isSelect(command)) {
      selected = true;
      return sw(0x9000);
    }
    if (command[0] != (byte) 0x80) {
      return sw(command[0] == 0 && command[1] == (byte) 0xA4 ? 0x6A82 : 0x6E00);
    }
    return selected ? own(command) : sw(0x6985);
  }

  private byte[] own(byte[] command) {
    int tag = p1p2(command);
    switch (command[1]) {
      case KitCommand.NOTE:
        seen(tag);
        return sw(0x9000);
      case KitCommand.GIVE:
        return given(KitCommand.pattern(tag, tag), ne(command));
      case KitCommand.TAKE:
        seen(tag);
        byte[] taken = data(command);
        return sw(Arrays.equals(taken, KitCommand.pattern(taken.length, tag)) ? 0x9000 : 0x6A80);
      case KitCommand.ECHO:
        seen(tag);
        return echoed(KitCommand.complement(data(command)));
      case KitCommand.COUNT:
        int count = counts.getOrDefault(tag, 0);
        return given(new byte[] {(byte) (count >> 8), (byte) count}, ne(command));
      case KitCommand.CLEAR:
        counts.clear();
        return sw(0x9000);
      case KitCommand.STATUS:
        return sw(tag);
      case KitCommand.WAIT:
        return sw(0x9000);
      case KitCommand.IDENTITY:
        return given(identity, ne(command));
      default:
        return sw(0x6D00);
    }
  }

  private void seen(int tag) {
    counts.merge(tag, 1, Integer::sum);
  }

  private byte[] echoed(byte[] data) {
    if (protocol == Protocol.T1) {
      return KitCommand.answer(0x9000, data);
    }
    waiting = data;
    return sw(0x6100 | (data.length & 0xFF));
  }

  private byte[] given(byte[] data, int ne) {
    if (protocol == Protocol.T0 && ne != data.length) {
      return sw(0x6C00 | (data.length & 0xFF));
    }
    return KitCommand.answer(0x9000, Arrays.copyOf(data, Math.min(data.length, ne)));
  }

  private static int p1p2(byte[] command) {
    return (command[2] & 0xFF) << 8 | (command[3] & 0xFF);
  }

  /** Ne of a case 2 command. */
  private static int ne(byte[] command) {
    if (command.length == 5) {
      return command[4] == 0 ? 256 : command[4] & 0xFF;
    }
    int ne = command.length == 7 ? (command[5] & 0xFF) << 8 | (command[6] & 0xFF) : 0;
    return ne == 0 ? 65_536 : ne;
  }

  private static byte[] data(byte[] command) {
    boolean extended = command.length > 6 && command[4] == 0;
    int at = extended ? 7 : 5;
    int nc = extended ? (command[5] & 0xFF) << 8 | (command[6] & 0xFF) : command[4] & 0xFF;
    return Arrays.copyOfRange(command, at, Math.min(command.length, at + nc));
  }

  private static byte[] sw(int sw) {
    return KitCommand.answer(sw);
  }
}
