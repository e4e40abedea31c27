package org.countersign.tck.line;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/** A line that answers as a record says, as long as the driver writes what the record says. */
public final class ReplayLinks implements Links {

  private static final long PAUSE = Duration.ofMillis(5).toNanos();

  private final List<Transcript.Entry> entries;
  private volatile boolean closed;
  private int at;
  private int within;
  private volatile Optional<String> difference = Optional.empty();

  /** Plays a record from its beginning. */
  public ReplayLinks(Transcript transcript) {
    this.entries = transcript.entries();
  }

  /** The first thing that the driver did otherwise; also if it did less. */
  public Optional<String> difference() {
    if (difference.isEmpty() && at < entries.size() && !isRead(at)) {
      return Optional.of("it ended before \"" + shown(entries.get(at)) + "\"");
    }
    return difference;
  }

  private static String shown(Transcript.Entry entry) {
    String text = entry.text();
    return (entry.kind() == Transcript.Entry.Kind.OPEN ? "open " : "> ")
        + (text.length() > 80 ? text.substring(0, 77) + "..." : text);
  }

  private boolean isRead(int index) {
    return entries.get(index).kind() == Transcript.Entry.Kind.READ;
  }

  private LinkException differs(String what) {
    if (difference.isEmpty()) {
      difference = Optional.of(what);
    }
    return new LinkException(LinkException.Reason.LOST, false, "the replay: " + what, null);
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    skipReads();
    if (at >= entries.size() || !entries.get(at).text().equals(address)) {
      throw differs("it opened " + address);
    }
    at++;
    return new Line(address);
  }

  private void skipReads() {
    while (at < entries.size() && isRead(at)) {
      at++;
      within = 0;
    }
  }

  private final class Line implements ByteLink {

    private final String address;

    Line(String address) {
      this.address = address;
    }

    @Override
    public String name() {
      return address;
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
      requireOpen();
      skipReads();
      String hex = HexFormat.of().formatHex(bytes, offset, offset + length);
      String recorded = at < entries.size() ? entries.get(at).text().substring(within) : "";
      if (at >= entries.size()
          || entries.get(at).kind() != Transcript.Entry.Kind.WROTE
          || !recorded.startsWith(hex)) {
        throw differs("it wrote " + hex + " where the record has " + recorded);
      }
      within += hex.length();
      if (within == entries.get(at).text().length()) {
        at++;
        within = 0;
      }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
      requireOpen();
      if (at >= entries.size() || !isRead(at)) {
        LockSupport.parkNanos(Math.min(PAUSE, limit.toNanos()));
        return 0;
      }
      byte[] bytes = HexFormat.of().parseHex(entries.get(at).text().substring(within));
      int read = Math.min(length, bytes.length);
      System.arraycopy(bytes, 0, into, offset, read);
      within += 2 * read;
      if (read == bytes.length) {
        at++;
        within = 0;
      }
      return read;
    }

    private void requireOpen() throws LinkException {
      if (closed) {
        throw new LinkException(LinkException.Reason.CLOSED, true, address + " is closed", null);
      }
    }

    @Override
    public void flush(Duration limit) throws LinkException {
      requireOpen();
    }

    @Override
    public int discardInput() throws LinkException {
      requireOpen();
      return 0;
    }

    @Override
    public void settings(LineSettings settings) throws LinkException {
      requireOpen();
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
