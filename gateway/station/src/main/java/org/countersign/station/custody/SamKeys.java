package org.countersign.station.custody;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.CardKeys;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.sam.SamException;
import org.countersign.personalization.sam.SamSession;
import org.countersign.personalization.sam.SamStatus;
import org.countersign.personalization.scp03.StaticKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of cards that a SAM derives. It is looked at every second, so that a SAM that is pulled
 * stops new cards and one that is put back lets them go on. The first key of a card fetches all
 * that are derived from the same data, so a SAM that is pulled while a card is written costs
 * nothing. Any thread; the SAM has its own.
 */
public final class SamKeys implements KeySource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SamKeys.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * A key set in it.
   *
   * @param slot of its master key
   * @param input what its keys are derived from, in a word: sets of the same word are fetched
   *     together
   */
  public record Slot(int slot, String input) {}

  private final Map<String, Slot> slots;
  private final StaticKeys pairing;
  private final SamLine line;
  private final SamOrders orders;
  private final Duration limit;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final SamThread thread = new SamThread();
  private volatile long lookedAt;
  private volatile SamState state = new SamState(Optional.empty(), "the SAM was not looked at yet");

  /**
   * Binds the parts; nothing is opened.
   *
   * @param slots by key set
   * @param pairing closed with this
   * @param orderFile where the authority's orders are put down
   * @param limit of one exchange; three and five seconds are the longest between two looks
   * @param nanoTime a monotonic clock
   */
  public SamKeys(
      Map<String, Slot> slots,
      SamReader reader,
      StaticKeys pairing,
      Path orderFile,
      Duration limit,
      LongSupplier nanoTime) {
    this.slots = Map.copyOf(slots);
    this.pairing = pairing;
    this.line = new SamLine(reader, pairing, limit);
    this.orders = new SamOrders(orderFile, nanoTime);
    this.limit = limit;
    this.patience = limit.multipliedBy(3).plus(GRACE);
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
  }

  /** Begins to look after the SAM. */
  public void start() {
    start(EVERY);
  }

  void start(Duration every) {
    var watch = thread.again(this::look, every);
    LOG.debug("the SAM is looked at: {}", watch);
  }

  /** How it stands; a reader whose driver does not return from a call is one that is away. */
  public SamState state() {
    SamState last = state;
    return nanoTime.getAsLong() - lookedAt > patience.toNanos()
        ? new SamState(Optional.empty(), hangs())
        : last;
  }

  /** The same words every time: each change of a lane's words is on record. */
  private String hangs() {
    return "the SAM has not answered for more than "
        + patience.toSeconds()
        + " s: its reader hangs; pull its plug and put it in again";
  }

  private void look() {
    try {
      standing();
    } finally {
      lookedAt = nanoTime.getAsLong();
    }
  }

  private void standing() {
    try {
      SamStatus status =
          line.use(sam -> {
            orders.handIn(sam.chip(), sam.session().status().topUps());
            return sam.session().status();
          });
      stands(status);
    } catch (DeviceException e) {
      troubled("the SAM cannot be reached: " + e.getMessage());
    } catch (SamException e) {
      line.close();
      troubled(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the SAM's driver failed", e);
      line.close();
      troubled("the driver of the SAM's reader failed with " + e.getClass().getName());
    }
  }

  private void stands(SamStatus status) {
    if (!state.trouble().isEmpty()) {
      LOG.info("SAM {} is there, {} card(s) left", status.number().toHex(), status.left());
    }
    state = new SamState(Optional.of(status), "");
  }

  private void troubled(String why) {
    if (!state.trouble().equals(why)) {
      LOG.warn("no card key is derived: {}", why);
    }
    state = new SamState(Optional.empty(), why);
  }

  @Override
  public Optional<String> outage(Set<String> sets) {
    SamState now = state();
    if (!now.trouble().isEmpty()) {
      return Optional.of(now.trouble());
    }
    Optional<String> missing =
        sets.stream()
            .filter(set -> !now.status().orElseThrow().holds(slot(set).slot()))
            .sorted()
            .findFirst()
            .map(set -> "the SAM has no master key in slot " + slot(set).slot() + " for " + set);
    return now.left().orElseThrow() > 0
        ? missing
        : Optional.of(
            "the SAM derives keys for no more cards: ask the authority for top-up "
                + now.nextTopUp());
  }

  private Slot slot(String set) {
    Slot slot = slots.get(set);
    if (slot == null) {
      throw new IllegalArgumentException("key set " + set + " is not in the SAM");
    }
    return slot;
  }

  @Override
  public CardKeys forCard(Order order, Bytes chip, boolean begun) throws KeyUnavailableException {
    Optional<String> outage = begun ? Optional.empty() : outage(Set.of());
    if (outage.isPresent()) {
      throw new KeyUnavailableException(outage.get());
    }
    return new OfOneCard(order.keys());
  }

  @Override
  public Secret key(Request request) throws KeyUnavailableException {
    try (CardKeys alone = new OfOneCard(Set.of())) {
      return alone.key(request);
    }
  }

  /** Runs on the SAM's thread and waits for it; keys that come too late are wiped. */
  private Map<Fetched, Secret> ask(SamLine.Use<Map<Fetched, Secret>> use)
      throws KeyUnavailableException {
    try {
      return thread.ask(() -> line.use(use), SamKeys::wipe, limit.multipliedBy(3));
    } catch (TimeoutException e) {
      throw new KeyUnavailableException("the SAM did not answer in time");
    } catch (ExecutionException e) {
      String why = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      throw new KeyUnavailableException("no key came from the SAM: " + why);
    } catch (RejectedExecutionException e) {
      throw new KeyUnavailableException("the station is stopping");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyUnavailableException("no key came from the SAM: the work was cancelled");
    }
  }

  private static void wipe(Map<Fetched, Secret> keys) {
    keys.values().forEach(Secret::close);
  }

  /** A key that was fetched. */
  private record Fetched(Name name, Bytes input) {}

  private final class OfOneCard implements CardKeys {

    private final Set<Name> wanted;
    private final Map<Fetched, Secret> keys = new HashMap<>();

    OfOneCard(Set<Name> wanted) {
      this.wanted = wanted;
    }

    @Override
    public Secret key(Request request) throws KeyUnavailableException {
      require(request);
      Name name = new Name(request.name(), request.role());
      Secret known = keys.get(new Fetched(name, request.input()));
      return copy(known == null ? fetch(name, request.input()) : known);
    }

    private static Secret copy(Secret secret) {
      byte[] value = secret.toArray();
      try {
        return Secret.of(value);
      } finally {
        Arrays.fill(value, (byte) 0);
      }
    }

    private static void require(Request request) throws KeyUnavailableException {
      int size = request.input().size();
      boolean fits = size > 0 && size <= SamSession.LONGEST_INPUT;
      if (request.method() != Diversification.KDF3 || !fits) {
        throw new KeyUnavailableException(
            "key %s.%s is derived by %s from %d bytes, and the SAM derives by KDF3 from 1 to 32"
                .formatted(request.name(), request.role(), request.method(), size));
      }
    }

    private Secret fetch(Name asked, Bytes input) throws KeyUnavailableException {
      String word = slot(asked.set()).input();
      Set<Name> names = new HashSet<>(Set.of(asked));
      wanted.stream().filter(n -> slot(n.set()).input().equals(word)).forEach(names::add);
      keys.putAll(ask(sam -> derived(sam, names, input)));
      return keys.get(new Fetched(asked, input)) instanceof Secret key ? key : missing(asked);
    }

    private Map<Fetched, Secret> derived(SamLine.Open sam, Set<Name> names, Bytes input)
        throws DeviceException, SamException {
      Map<Fetched, Secret> all = new HashMap<>();
      boolean whole = false;
      try {
        for (Name name : names) {
          all.put(new Fetched(name, input), derived(sam, name, input));
        }
        whole = true;
        return all;
      } finally {
        if (!whole) {
          wipe(all);
        }
      }
    }

    private static Secret missing(Name name) throws KeyUnavailableException {
      throw new KeyUnavailableException("key " + name + " did not come from the SAM");
    }

    private Secret derived(SamLine.Open sam, Name name, Bytes input)
        throws DeviceException, SamException {
      int number =
          MasterKeys.keyNumber(name.role())
              .orElseThrow(() ->
                  new SamException(
                      SamException.Reason.REFUSED,
                      "role of key "
                          + name
                          + " has no number; use enc, mac, dek or two hex digits"));
      return sam.session().derive(slot(name.set()).slot(), number, input);
    }

    @Override
    public void close() {
      wipe(keys);
    }
  }

  /** Lets the reader go. */
  @Override
  public void close() {
    thread.close(line::close, limit);
    pairing.close();
  }
}
