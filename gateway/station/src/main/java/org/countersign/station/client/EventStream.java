package org.countersign.station.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.countersign.station.jobs.StationEvent;
import org.jspecify.annotations.Nullable;

/**
 * The station's events as they come (server-sent events). One thread reads; any other may close,
 * and a waiting {@link #next} then ends.
 */
public final class EventStream implements AutoCloseable {

  private final InputStream body;
  private final BufferedReader lines;
  private volatile OptionalLong last = OptionalLong.empty();

  EventStream(InputStream body) {
    this.body = body;
    lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /**
   * Waits for the next event.
   *
   * @return null at the end of the stream
   * @throws IOException if the line broke; open another stream after {@link #last}
   */
  public @Nullable StationEvent next() throws IOException {
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        last = OptionalLong.of(Long.parseLong(line.substring(4)));
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !data.isEmpty()) {
        return Answers.event(Answers.tree(data));
      }
    }
    return null;
  }

  /** Number of the last event; what the station said at the start before any. */
  public OptionalLong last() {
    return last;
  }

  @Override
  public void close() throws IOException {
    // Not the reader: it is locked while another thread waits in it.
    body.close();
  }
}
