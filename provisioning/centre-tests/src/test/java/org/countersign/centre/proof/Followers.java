package org.countersign.centre.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Many pages that are open at once, each with its event stream. */
final class Followers implements AutoCloseable {

  private final List<InputStream> streams = new ArrayList<>();

  /** The newest overview that each has read. */
  private final AtomicReferenceArray<String> newest;

  private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

  /** Opens so many streams. */
  Followers(Desk desk, int count) throws Exception {
    newest = new AtomicReferenceArray<>(count);
    for (int number = 0; number < count; number++) {
      InputStream stream = desk.follow();
      streams.add(stream);
      int mine = number;
      threads.add(Thread.ofVirtual().start(() -> read(stream, mine)));
    }
  }

  private void read(InputStream stream, int number) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("data:") && line.contains("\"stopped\"")) {
          newest.set(number, line);
        }
      }
    } catch (IOException e) {
      // Closed here, or by the centre: then its newest stays as it is, which a test sees.
    }
  }

  /** How many have read an overview that holds a text. */
  int told(String text) {
    int told = 0;
    for (int number = 0; number < newest.length(); number++) {
      String line = newest.get(number);
      told += line != null && line.contains(text) ? 1 : 0;
    }
    return told;
  }

  @Override
  public void close() throws Exception {
    for (InputStream stream : streams) {
      stream.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
