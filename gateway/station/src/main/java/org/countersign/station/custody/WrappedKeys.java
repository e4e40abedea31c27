package org.countersign.station.custody;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.CardKeys;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.KeyUnavailableException.Hinders;
import org.countersign.personalization.keys.Secret;
import org.countersign.trust.cardkeys.CardKey;
import org.countersign.trust.cardkeys.CardKeyBundle;
import org.countersign.trust.cardkeys.EnvelopeOpener;
import org.countersign.trust.cardkeys.EnvelopeRefused;
import org.countersign.trust.signer.SignerException;
import org.jspecify.annotations.Nullable;

/**
 * Keys of cards that came with their job in an envelope of the authority. Everything that can be
 * said against an envelope is said when the job comes in, and again before the card is touched.
 */
public final class WrappedKeys implements KeySource {

  /** After so long without an answer of the station's key one card is tried on it again. */
  private static final Duration TRIED_AGAIN = Duration.ofSeconds(10);

  /** The station's key did not answer. */
  private record Away(String why, long at) {}

  private final String station;
  private final Map<String, Integer> versions;
  private final EnvelopeOpener opener;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile @Nullable Away away;

  /**
   * Of a station.
   *
   * @param versions of the authority's master keys, by key set: the sets that come wrapped
   * @param nanoTime a monotonic clock
   */
  public WrappedKeys(
      String station,
      Map<String, Integer> versions,
      EnvelopeOpener opener,
      Clock clock,
      LongSupplier nanoTime) {
    this.station = station;
    this.versions = Map.copyOf(versions);
    this.opener = opener;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The station's own key did not answer when it was asked last, less than ten seconds ago. */
  @Override
  public Optional<String> outage(Set<String> sets) {
    Away last = away;
    return last != null && nanoTime.getAsLong() - last.at() < TRIED_AGAIN.toNanos()
        ? Optional.of(last.why())
        : Optional.empty();
  }

  @Override
  public Secret key(Request request) throws KeyUnavailableException {
    throw new KeyUnavailableException(
        "key "
            + request.name()
            + "."
            + request.role()
            + " comes wrapped with each job, and this card is of none");
  }

  @Override
  public void require(Order order) throws KeyUnavailableException {
    try (CardKeyBundle bundle = open(order, false)) {
      for (CardKeyBundle.Card card : bundle.cards()) {
        requireWhole(card, order.keys());
      }
    }
  }

  @Override
  public CardKeys forCard(Order order, Bytes chip, boolean begun) throws KeyUnavailableException {
    try (CardKeyBundle bundle = open(order, begun)) {
      Optional<CardKeyBundle.Card> card = bundle.card(chip.toHex());
      if (card.isEmpty()) {
        throw new KeyUnavailableException(
            Hinders.CARD,
            "chip %s is none of the %d whose keys came with job %s: take a blank of those, or submit"
                    .formatted(chip.toHex(), bundle.cards().size(), order.job())
                + " the application again with keys of this one");
      }
      requireWhole(card.get(), order.keys());
      return new OfOneCard(card.get(), order.keys());
    }
  }

  private CardKeyBundle open(Order order, boolean begun) throws KeyUnavailableException {
    Bytes envelope =
        order
            .envelope()
            .orElseThrow(() ->
                refused(
                    "is missing: the keys of "
                        + sets(order)
                        + " come wrapped with each job at this station"));
    CardKeyBundle bundle;
    try {
      bundle = opener.open(envelope.toArray(), begun);
      away = null;
    } catch (EnvelopeRefused e) {
      throw refused(String.valueOf(e.getMessage()));
    } catch (SignerException e) {
      away = new Away("no key envelope can be opened: " + e.getMessage(), nanoTime.getAsLong());
      throw new KeyUnavailableException(
          "the key envelope of job " + order.job() + " could not be opened: " + e.getMessage());
    }
    try {
      requireFor(order, bundle);
      if (!begun) {
        requireTime(bundle);
      }
      return bundle;
    } catch (KeyUnavailableException e) {
      bundle.close();
      throw e;
    }
  }

  private static String sets(Order order) {
    return order.keys().stream()
        .map(Name::set)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static KeyUnavailableException refused(String why) {
    return new KeyUnavailableException(Hinders.JOB, why);
  }

  private void requireFor(Order order, CardKeyBundle bundle) throws KeyUnavailableException {
    if (!bundle.station().equals(station)) {
      throw refused(
          "the key envelope is for station "
              + bundle.station()
              + " and this is "
              + station
              + ": send the application there, or have its keys wrapped for this station");
    }
    if (!bundle.job().equals(order.job())) {
      throw refused(
          "the key envelope is for job "
              + bundle.job()
              + " and came with "
              + order.job()
              + ": each job needs keys of its own");
    }
  }

  private void requireTime(CardKeyBundle bundle) throws KeyUnavailableException {
    Instant now = clock.instant();
    if (now.isBefore(bundle.notBefore())) {
      throw refused(
          "the key envelope counts from "
              + bundle.notBefore()
              + ", and it is "
              + now
              + ": submit it then, or set this machine's clock");
    }
    if (now.isAfter(bundle.notAfter())) {
      throw refused(
          "the key envelope counted until "
              + bundle.notAfter()
              + ", and it is "
              + now
              + ": have the keys wrapped anew, or set this machine's clock");
    }
  }

  private void requireWhole(CardKeyBundle.Card card, Set<Name> wanted)
      throws KeyUnavailableException {
    for (Name name : wanted) {
      Optional<CardKey> key = find(card, name);
      if (key.isEmpty()) {
        throw refused(
            "the key envelope has no key %s of chip %s: have all that the profile needs wrapped"
                .formatted(name, card.chip()));
      }
      Integer version = versions.get(name.set());
      if (version == null || version != key.get().version()) {
        throw refused(
            "key %s of chip %s is of version %d of its master key, and [keys.%s] says %s: one of"
                    .formatted(name, card.chip(), key.get().version(), name.set(), version)
                + " them is behind");
      }
    }
  }

  private static Optional<CardKey> find(CardKeyBundle.Card card, Name name) {
    return card.keys().stream()
        .filter(key -> key.set().equals(name.set()) && key.role().equals(name.role()))
        .findFirst();
  }

  private static final class OfOneCard implements CardKeys {

    private final Map<Name, Secret> keys = new HashMap<>();

    OfOneCard(CardKeyBundle.Card card, Set<Name> wanted) {
      for (Name name : wanted) {
        byte[] value = find(card, name).orElseThrow().value();
        keys.put(name, Secret.of(value));
        Arrays.fill(value, (byte) 0);
      }
    }

    @Override
    public Secret key(Request request) throws KeyUnavailableException {
      Name name = new Name(request.name(), request.role());
      Secret key = keys.get(name);
      if (key == null) {
        throw new KeyUnavailableException("key " + name + " did not come with the job");
      }
      byte[] value = key.toArray();
      try {
        return Secret.of(value);
      } finally {
        Arrays.fill(value, (byte) 0);
      }
    }

    @Override
    public void close() {
      keys.values().forEach(Secret::close);
    }
  }
}
