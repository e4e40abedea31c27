package org.countersign.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedLine;

/**
 * The far end of a bare line: it knows beforehand what the host will say, and answers with what the
 * emulated device answered, after the time that it took. Scripts are handed over by any thread.
 */
final class ReplayingDevice implements EmulatedDevice.Session, AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final LinkedBlockingQueue<List<LineScript>> rounds = new LinkedBlockingQueue<>();

  /** What is to be replayed next. */
  void play(List<LineScript> scripts) {
    rounds.add(scripts);
  }

  /** Nothing more is to be replayed. Before the device is closed, which waits for its thread. */
  @Override
  public void close() {
    rounds.add(List.of());
  }

  @Override
  public void serve(EmulatedLine line) throws IOException {
    byte[] buffer = new byte[65_536];
    try {
      for (List<LineScript> round = rounds.take(); !round.isEmpty(); round = rounds.take()) {
        for (LineScript script : round) {
          answer(line, script, buffer);
        }
      }
      while (line.read(buffer, 0, buffer.length, LIMIT) >= 0) {
        // Until the line ends.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(EmulatedLine line, LineScript script, byte[] buffer)
      throws IOException {
    long since = System.nanoTime();
    for (LineScript.Piece piece : script.pieces()) {
      if (piece.host()) {
        int left = piece.bytes().length;
        while (left > 0) {
          int taken = line.read(buffer, 0, Math.min(left, buffer.length), LIMIT);
          if (taken <= 0) {
            throw new IOException("the host stopped with " + left + " bytes to come");
          }
          left -= taken;
        }
      } else {
        // The emulated device did not sleep either: it computed.
        while (System.nanoTime() - since < piece.afterNanos()) {
          Thread.onSpinWait();
        }
        line.write(piece.bytes());
      }
      since = System.nanoTime();
    }
  }
}
