package org.countersign.emulator.osdp;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedLine;

/**
 * The readers of an RS-485 line. A new session of the line is a line that was just plugged in: its
 * readers have restarted.
 */
public final class EmulatedOsdpBus implements EmulatedDevice.Session {

  private static final Duration PAUSE_INSIDE = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LONGEST = 1440;

  private final Map<Integer, EmulatedOsdpReader> readers = new ConcurrentHashMap<>();

  /** A bus with readers, each with an address of its own. */
  public EmulatedOsdpBus(List<EmulatedOsdpReader> readers) {
    readers.forEach(r -> this.readers.put(r.address(), r));
  }

  /** Puts another reader in the place of the one with its address. */
  public void replace(EmulatedOsdpReader other) {
    readers.put(other.address(), other);
  }

  @Override
  public void serve(EmulatedLine line) throws IOException {
    readers.values().forEach(EmulatedOsdpReader::restart);
    byte[] one = new byte[1];
    int taken;
    while ((taken = line.read(one, 0, 1, LOOK)) >= 0) {
      if (taken == 1 && one[0] == 0x53) {
        telegram(line);
      }
    }
  }

  private void telegram(EmulatedLine line) throws IOException {
    byte[] header = new byte[5];
    header[0] = 0x53;
    if (!fill(line, header, 1)) {
      return;
    }
    int length = Telegram.length(header);
    if (length < 7 || length > LONGEST) {
      return;
    }
    byte[] raw = Arrays.copyOf(header, length);
    if (!fill(line, raw, header.length)) {
      return;
    }
    Telegram telegram = new Telegram(raw);
    EmulatedOsdpReader reader = readers.get(telegram.address());
    if (reader != null && telegram.isSound()) {
      byte[] reply = reader.hear(telegram);
      if (reply.length > 0) {
        line.write(reply, 0, reply.length);
      }
    }
  }

  /** Readers give a telegram up that stops in the middle. */
  private static boolean fill(EmulatedLine line, byte[] into, int from) throws IOException {
    int at = from;
    while (at < into.length) {
      int taken = line.read(into, at, into.length - at, PAUSE_INSIDE);
      if (taken <= 0) {
        return false;
      }
      at += taken;
    }
    return true;
  }
}
