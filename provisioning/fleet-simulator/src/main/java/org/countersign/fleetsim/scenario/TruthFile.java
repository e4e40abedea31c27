package org.countersign.fleetsim.scenario;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The truth as JSON lines, each one whole on the disk's way as soon as it is told:
 *
 * <pre>{"at":"2026-11-24T08:30:00Z","district":"district-03","station":"station-00017","cause":
 * "stock-out","why":null,"capacity":"none","from":"2026-11-24T08:30:00Z","to":"2026-11-24T09:10:00Z"}
 * </pre>
 *
 * {@code why} is what a centre should say of a silence that follows, null if none does. {@code to}
 * is null for what does not end, {@code district} and {@code station} for what is no station's.
 */
public final class TruthFile implements Truth, Closeable {

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final BufferedWriter out;

  private TruthFile(Path file, BufferedWriter out) {
    this.file = file;
    this.out = out;
  }

  /**
   * A new file; one that is there is written over.
   *
   * @throws IOException if it cannot be written
   */
  public static TruthFile create(Path file) throws IOException {
    return new TruthFile(file, Files.newBufferedWriter(file));
  }

  @Override
  public synchronized void tell(Entry entry) {
    try {
      write(entry);
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the truth cannot be written to " + file, e);
    }
  }

  private void write(Entry entry) throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("at", time(entry.at()));
    text(json, "district", entry.district());
    text(json, "station", entry.station());
    json.writeStringField("cause", entry.cause().word());
    text(json, "why", entry.cause().why().orElse(""));
    text(json, "capacity", entry.capacity());
    json.writeStringField("from", time(entry.from()));
    text(json, "to", entry.to() == Long.MAX_VALUE ? "" : time(entry.to()));
    json.writeEndObject();
    json.close();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (value.isEmpty()) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, value);
    }
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
