package org.countersign.centre.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.countersign.centre.account.SessionTable.Kept;

/**
 * Who is logged in. A session ends twelve hours after its log-in, an hour after its last request,
 * by logging out, or with its account; a restart of the centre it outlives. Kept by the hash of
 * their token, from which the word against foreign pages is made too. Any thread; {@link #find}
 * works from memory, since event loops ask, all else waits for the database.
 */
public final class Sessions {

  /** A working day. */
  public static final Duration LONGEST = Duration.ofHours(12);

  static final Duration IDLE = Duration.ofHours(1);

  /** So much later than it says it may have been used; each request would cost a commit. */
  static final Duration GRAIN = Duration.ofMinutes(1);

  private static final int MOST = 10_000;
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept> sessions = new ConcurrentHashMap<>();

  /** When the table says that they were used; under this object's lock. */
  private final Map<String, Long> written = new HashMap<>();

  private final SessionTable table;
  private final InstantSource clock;

  /**
   * A log-in.
   *
   * @param csrf to be sent with every request that changes something
   */
  public record Session(String user, Role role, String csrf) {

    /** Without the token. */
    @Override
    public String toString() {
      return "Session[" + user + ", " + role.word() + "]";
    }
  }

  /**
   * Those that a table holds.
   *
   * @throws org.countersign.centre.store.StoreException if it cannot be read
   */
  public Sessions(SessionTable table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
    for (Kept kept : table.all()) {
      sessions.put(kept.hash(), kept);
      written.put(kept.hash(), kept.used());
    }
    tidy();
  }

  /**
   * Begins a session.
   *
   * @return its token, for the cookie; empty if there are too many sessions
   */
  public synchronized Optional<String> begin(String user, Role role) {
    tidy();
    if (sessions.size() >= MOST) {
      return Optional.empty();
    }
    String token = text();
    long now = clock.millis();
    Kept kept = new Kept(hash(token), user, role, now, now);
    table.add(kept);
    written.put(kept.hash(), now);
    sessions.put(kept.hash(), kept);
    return Optional.of(token);
  }

  /** The session of a token, which is thereby used. */
  public Optional<Session> find(String token) {
    long now = clock.millis();
    Kept kept =
        sessions.computeIfPresent(
            hash(token),
            (key, known) ->
                isOver(known, now)
                    ? null
                    : new Kept(key, known.user(), known.role(), known.begun(), now));
    return Optional.ofNullable(kept)
        .map(known -> new Session(known.user(), known.role(), csrf(token)));
  }

  /** Ends the session of a token. */
  public void end(String token) {
    end(List.of(hash(token)));
  }

  /** Ends all sessions but those of whom this is true. */
  public void endUnless(Predicate<Session> stays) {
    end(
        sessions.values().stream()
            .filter(kept -> !stays.test(new Session(kept.user(), kept.role(), "")))
            .map(Kept::hash)
            .toList());
  }

  /** The table first: a session that is over must not come back with a restart. */
  private synchronized void end(List<String> hashes) {
    table.remove(hashes);
    hashes.forEach(sessions::remove);
    hashes.forEach(written::remove);
  }

  /**
   * Writes down which were used, and ends those that are not both here and in the table. To be
   * called every few seconds.
   */
  public synchronized void keep() {
    tidy();
    Set<String> there = table.hashes();
    sessions.keySet().retainAll(there);
    end(there.stream().filter(hash -> !sessions.containsKey(hash)).toList());
    List<Kept> used =
        sessions.values().stream()
            .filter(kept -> kept.used() - written.getOrDefault(kept.hash(), 0L) >= GRAIN.toMillis())
            .toList();
    table.used(used);
    used.forEach(kept -> written.put(kept.hash(), kept.used()));
    written.keySet().retainAll(sessions.keySet());
  }

  private void tidy() {
    long now = clock.millis();
    end(sessions.values().stream().filter(kept -> isOver(kept, now)).map(Kept::hash).toList());
  }

  /** A clock that was set back must not lengthen a session for ever. */
  private static boolean isOver(Kept kept, long now) {
    return Math.abs(now - kept.begun()) > LONGEST.toMillis() || now - kept.used() > IDLE.toMillis();
  }

  private String text() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  /** Without the token nobody can make it, and of it nobody can make the token. */
  private static String csrf(String token) {
    return base64(sha256("csrf " + token));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String token) {
    return HexFormat.of().formatHex(sha256(token));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
