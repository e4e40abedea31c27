package org.countersign.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * What is so now, by name. A client of an event stream over it gets the newest of each name: one
 * that reads slowly skips what was replaced meanwhile, and costs no more memory than the names that
 * wait for it. All clients share the bytes of an event. Any thread; nothing here waits.
 */
public final class EventBoard implements EventSource {

  private final int mostWaiting;
  private final LinkedHashMap<String, Note> kept = new LinkedHashMap<>();
  private final Set<BoardStream> clients = new HashSet<>();

  /**
   * Makes an empty board.
   *
   * @param mostWaiting names that may wait for one client; one more, and its connection is cut, for
   *     it can catch up only by coming back and reading anew
   */
  public EventBoard(int mostWaiting) {
    if (mostWaiting < 1) {
      throw new IllegalArgumentException("a client of no waiting names would hear nothing");
    }
    this.mostWaiting = mostWaiting;
  }

  /** An event as it is written. */
  @SuppressWarnings("ArrayRecordComponent") // Shared by all clients, compared by no one.
  record Note(String name, byte[] frame) {
    @Override
    public String toString() {
      return "Note[" + name + ", " + frame.length + " bytes]";
    }
  }

  /**
   * Tells all clients, and all that come later until the name is posted again or taken down.
   *
   * @param name what it is about; a newer event of the same name replaces one that still waits
   * @param kind for the {@code event} field: no line break
   * @param data one line in UTF-8, for example JSON; nobody changes it
   * @throws IllegalStateException if more names would be posted than may wait for a client
   */
  public synchronized void post(String name, String kind, byte[] data) {
    Note note = note(name, kind, data);
    kept.putLast(name, note);
    if (kept.size() > mostWaiting) {
      kept.remove(name);
      throw new IllegalStateException(
          "a board of " + mostWaiting + " names is full; take one down or allow more");
    }
    clients.forEach(client -> client.hear(note));
  }

  /** Tells the clients of this moment alone; else as {@link #post}. */
  public synchronized void tell(String name, String kind, byte[] data) {
    Note note = note(name, kind, data);
    clients.forEach(client -> client.hear(note));
  }

  /** Whoever comes later is not told any more what was posted under the name. */
  public synchronized void takeDown(String name) {
    kept.remove(name);
  }

  /** How many clients hear. */
  public synchronized int clients() {
    return clients.size();
  }

  int mostWaiting() {
    return mostWaiting;
  }

  /** Adds a client; it has all that is posted and misses nothing that follows. */
  synchronized void join(BoardStream client) {
    Collection<Note> now = List.copyOf(kept.values());
    clients.add(client);
    now.forEach(client::hear);
  }

  synchronized void leave(BoardStream client) {
    clients.remove(client);
  }

  private static Note note(String name, String kind, byte[] data) {
    if (kind.indexOf('\n') >= 0 || kind.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the kind of an event has a line break");
    }
    for (byte one : data) {
      if (one == '\n' || one == '\r') {
        throw new IllegalArgumentException("the data of an event " + kind + " has a line break");
      }
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + kind.length() + 24);
    frame.writeBytes(("event: " + kind + "\ndata: ").getBytes(UTF_8));
    frame.writeBytes(data);
    frame.writeBytes(new byte[] {'\n', '\n'});
    return new Note(name, frame.toByteArray());
  }
}
