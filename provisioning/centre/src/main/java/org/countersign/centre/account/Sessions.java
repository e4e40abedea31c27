package org.countersign.centre.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Who is logged in. A session ends twelve hours after its log-in, an hour after its last request,
 * by logging out, or with the centre. Kept by the hash of their token. Any thread.
 */
public final class Sessions {

  /** A working day. */
  public static final Duration LONGEST = Duration.ofHours(12);

  static final Duration IDLE = Duration.ofHours(1);

  private static final int MOST = 10_000;
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
  private final LongSupplier monotonicMillis;

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

  private record Kept(Session session, long begun, long used) {}

  /** Nobody is logged in. */
  public Sessions(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
  }

  /**
   * Begins a session.
   *
   * @return its token, for the cookie; empty if there are too many sessions
   */
  public Optional<String> begin(String user, Role role) {
    tidy();
    if (sessions.size() >= MOST) {
      return Optional.empty();
    }
    String token = text();
    long now = monotonicMillis.getAsLong();
    sessions.put(hash(token), new Kept(new Session(user, role, text()), now, now));
    return Optional.of(token);
  }

  /** The session of a token, which is thereby used. */
  public Optional<Session> find(String token) {
    long now = monotonicMillis.getAsLong();
    Kept kept =
        sessions.computeIfPresent(
            hash(token),
            (key, known) ->
                isOver(known, now) ? null : new Kept(known.session(), known.begun(), now));
    return Optional.ofNullable(kept).map(Kept::session);
  }

  /** Ends the session of a token. */
  public void end(String token) {
    sessions.remove(hash(token));
  }

  /** Ends all sessions of a person. */
  public void endAllOf(String user) {
    sessions.values().removeIf(kept -> kept.session().user().equals(user));
  }

  private void tidy() {
    long now = monotonicMillis.getAsLong();
    sessions.values().removeIf(kept -> isOver(kept, now));
  }

  private static boolean isOver(Kept kept, long now) {
    return now - kept.begun() > LONGEST.toMillis() || now - kept.used() > IDLE.toMillis();
  }

  private String text() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
