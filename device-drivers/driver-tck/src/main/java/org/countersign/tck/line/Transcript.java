package org.countersign.tck.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What went over a line, as text that a person can read and keep beside a driver's tests:
 *
 * <pre>
 * # countersign line record 1
 * open /dev/ttyUSB0
 * &gt; 3e2030      the driver wrote, hexadecimal
 * &lt; 3c2030      it read
 * </pre>
 *
 * Bytes in one direction that follow each other stand on one line, whatever pieces they came in;
 * {@code #} begins a remark. A record holds whatever went over the line, so keep none that was made
 * with a real card or key. Any thread.
 */
public final class Transcript {

  private static final String HEAD = "# countersign line record 1";

  /** A line of the record. */
  record Entry(Kind kind, String text) {
    enum Kind {
      OPEN,
      WROTE,
      READ
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  synchronized void opened(String address) {
    entries.add(new Entry(Entry.Kind.OPEN, address));
  }

  void wrote(byte[] bytes) {
    add(Entry.Kind.WROTE, HexFormat.of().formatHex(bytes));
  }

  void read(byte[] bytes) {
    add(Entry.Kind.READ, HexFormat.of().formatHex(bytes));
  }

  private synchronized void add(Entry.Kind kind, String hex) {
    int last = entries.size() - 1;
    if (last >= 0 && entries.get(last).kind() == kind) {
      entries.set(last, new Entry(kind, entries.get(last).text() + hex));
    } else {
      entries.add(new Entry(kind, hex));
    }
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Whether nothing went over the line. */
  public boolean isEmpty() {
    return entries().isEmpty();
  }

  /** Writes it to a file. */
  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    for (Entry entry : entries()) {
      switch (entry.kind()) {
        case OPEN -> text.append("open ");
        case WROTE -> text.append("> ");
        case READ -> text.append("< ");
      }
      text.append(entry.text()).append('\n');
    }
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /**
   * Reads one from a file.
   *
   * @throws IOException naming the line that is no record's
   */
  public static Transcript read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw new IOException(file + " does not begin with \"" + HEAD + "\"");
    }
    Transcript transcript = new Transcript();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (line.startsWith("open ")) {
        transcript.opened(line.substring(5).strip());
      } else if (line.matches("[<>] ?([0-9a-f]{2})+")) {
        transcript.add(
            line.charAt(0) == '>' ? Entry.Kind.WROTE : Entry.Kind.READ, line.substring(1).strip());
      } else if (!line.isEmpty()) {
        throw new IOException(
            file + ":" + (i + 1) + ": neither \"open address\" nor \"> hex\" nor \"< hex\"");
      }
    }
    return transcript;
  }
}
