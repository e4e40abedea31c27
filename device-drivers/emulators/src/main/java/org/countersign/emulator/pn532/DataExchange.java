package org.countersign.emulator.pn532;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** InDataExchange with chaining both ways (UM0701-02, 7.3.8 and 7.4.5). The chip's thread. */
final class DataExchange {

  private static final int MORE = 0x40;
  private static final int MOST = 262;
  private static final byte TIME_OUT = 0x01;
  private static final byte WRONG_FORMAT = 0x13;
  private static final byte NO_TARGET = 0x27;

  private final Antenna antenna;
  private final ByteArrayOutputStream command = new ByteArrayOutputStream();
  private byte @Nullable [] response;

  DataExchange(Antenna antenna) {
    this.antenna = antenna;
  }

  /** Another command came between: what was begun is gone. */
  void forget() {
    command.reset();
    response = null;
  }

  /** Status and a piece of the card's response; null if there is not even a target's number. */
  byte @Nullable [] run(byte[] given) {
    if (given.length == 0) {
      return null;
    }
    if ((given[0] & 0x0F) != 1 || !antenna.isActive()) {
      forget();
      return new byte[] {NO_TARGET};
    }
    byte[] rest = response;
    if (given.length == 1) {
      return rest == null ? new byte[] {WRONG_FORMAT} : piece(rest);
    }
    response = null;
    command.write(given, 1, given.length - 1);
    if ((given[0] & MORE) != 0) {
      return new byte[] {0};
    }
    byte[] whole = command.toByteArray();
    command.reset();
    byte[] answered = antenna.exchange(whole);
    return answered == null ? new byte[] {TIME_OUT} : piece(answered);
  }

  private byte[] piece(byte[] rest) {
    int now = Math.min(MOST, rest.length);
    byte[] piece = new byte[1 + now];
    System.arraycopy(rest, 0, piece, 1, now);
    if (now < rest.length) {
      piece[0] = MORE;
      response = Arrays.copyOfRange(rest, now, rest.length);
    } else {
      response = null;
    }
    return piece;
  }
}
