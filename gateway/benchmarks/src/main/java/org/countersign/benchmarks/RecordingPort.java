package org.countersign.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.countersign.emulator.EmulatedLine;
import org.countersign.emulator.EmulatedPort;

/**
 * A port that writes down what passes at the device's end of its line. The device is given its
 * bytes out of a buffer, so that one which reads them singly costs nothing here; what it takes for
 * an answer counts from the last byte that had come.
 */
final class RecordingPort implements EmulatedPort {

  private final EmulatedPort port;
  private LineScript script = new LineScript();

  RecordingPort(EmulatedPort port) {
    this.port = port;
  }

  /** What has passed since the last call. Between exchanges. */
  synchronized LineScript take() {
    LineScript taken = script;
    script = new LineScript();
    return taken;
  }

  private synchronized void heard(byte[] bytes, int length) {
    script.host(bytes, 0, length);
  }

  private synchronized void said(byte[] bytes, int offset, int length, long afterNanos) {
    script.device(bytes, offset, length, afterNanos);
  }

  @Override
  public String address() {
    return port.address();
  }

  @Override
  public EmulatedLine accept() throws IOException {
    return new Line(port.accept());
  }

  @Override
  public void unplug() {
    port.unplug();
  }

  @Override
  public void replug() throws IOException {
    port.replug();
  }

  @Override
  public void close() {
    port.close();
  }

  private final class Line implements EmulatedLine {

    private final EmulatedLine line;
    private final byte[] buffer = new byte[65_536];
    private int start;
    private int end;
    private long since = System.nanoTime();

    Line(EmulatedLine line) {
      this.line = line;
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws IOException {
      if (start == end) {
        int taken = line.read(buffer, 0, buffer.length, limit);
        if (taken <= 0) {
          return taken;
        }
        start = 0;
        end = taken;
        heard(buffer, taken);
        since = System.nanoTime();
      }
      int part = Math.min(length, end - start);
      System.arraycopy(buffer, start, into, offset, part);
      start += part;
      return part;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      // Before the write: with its last byte the host's exchange is over.
      said(bytes, offset, length, System.nanoTime() - since);
      line.write(Arrays.copyOfRange(bytes, offset, offset + length));
      since = System.nanoTime();
    }

    @Override
    public void close() {
      line.close();
    }
  }
}
