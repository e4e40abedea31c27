package org.countersign.centre.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts failed log-ins by name and by address: after five each further one costs a wait that
 * doubles, from half a minute to a quarter of an hour. Any thread.
 */
public final class LoginGuard {

  private static final int FREE = 5;
  private static final long FIRST_MILLIS = Duration.ofSeconds(30).toMillis();
  private static final long LONGEST_MILLIS = Duration.ofMinutes(15).toMillis();

  /** What tries under ever new names costs in memory. */
  private static final int MOST = 10_000;

  private final LongSupplier monotonicMillis;

  /** The one that failed last stands last. */
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST;
        }
      };

  private long refused;

  private record Failures(int count, long last) {

    long waitMillis() {
      if (count < FREE) {
        return 0;
      }
      return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(10, count - FREE));
    }
  }

  /** Counts nothing yet. */
  public LoginGuard(LongSupplier monotonicMillis) {
    this.monotonicMillis = monotonicMillis;
  }

  /** Milliseconds until this name, from this address, may be tried again; 0 for now. */
  public synchronized long waitMillis(String name, String address) {
    return Math.max(waitOf("name " + name), waitOf("address " + address));
  }

  private long waitOf(String key) {
    Failures known = failures.get(key);
    return known == null
        ? 0
        : Math.max(0, known.last() + known.waitMillis() - monotonicMillis.getAsLong());
  }

  /** A log-in failed. */
  public synchronized void failed(String name, String address) {
    refused++;
    count("name " + name);
    count("address " + address);
  }

  /** A log-in was not looked at, since its name or its address has to wait. */
  public synchronized void turnedAway() {
    refused++;
  }

  /** Log-ins that failed or were turned away. */
  public synchronized long refused() {
    return refused;
  }

  private void count(String key) {
    long now = monotonicMillis.getAsLong();
    Failures known = failures.get(key);
    int before = known == null || now - known.last() > LONGEST_MILLIS * 2 ? 0 : known.count();
    failures.put(key, new Failures(before + 1, now));
  }

  /** A log-in was right. */
  public synchronized void succeeded(String name, String address) {
    failures.remove("name " + name);
    failures.remove("address " + address);
  }
}
