package org.countersign.personalization.keys;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;

/** Several sources, each for the key sets that are named to it. */
public final class KeySources implements KeySource {

  private final Map<String, KeySource> bySet;
  private final KeySource otherwise;

  /**
   * Binds the sources.
   *
   * @param bySet source by name of the key set
   * @param otherwise for every set that is not named
   */
  public KeySources(Map<String, KeySource> bySet, KeySource otherwise) {
    this.bySet = Map.copyOf(bySet);
    this.otherwise = otherwise;
  }

  private KeySource of(String set) {
    return bySet.getOrDefault(set, otherwise);
  }

  @Override
  public Secret key(Request request) throws KeyUnavailableException {
    return of(request.name()).key(request);
  }

  /** What each source is asked for, the sources that are not needed left out. */
  private Map<KeySource, Order> orders(Order whole) {
    return whole.keys().stream()
        .collect(Collectors.groupingBy(name -> of(name.set()), Collectors.toSet()))
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                part -> new Order(whole.job(), part.getValue(), whole.envelope())));
  }

  @Override
  public void require(Order order) throws KeyUnavailableException {
    for (Map.Entry<KeySource, Order> part : orders(order).entrySet()) {
      part.getKey().require(part.getValue());
    }
  }

  @Override
  public CardKeys forCard(Order order, Bytes chip, boolean begun) throws KeyUnavailableException {
    Map<KeySource, CardKeys> opened = new HashMap<>();
    try {
      for (Map.Entry<KeySource, Order> part : orders(order).entrySet()) {
        opened.put(part.getKey(), part.getKey().forCard(part.getValue(), chip, begun));
      }
      CardKeys keys = new OfOneCard(Map.copyOf(opened));
      opened.clear();
      return keys;
    } finally {
      opened.values().forEach(CardKeys::close);
    }
  }

  @Override
  public Optional<String> outage(Set<String> sets) {
    Map<KeySource, Set<String>> parts = new HashMap<>();
    sets.forEach(set -> parts.computeIfAbsent(of(set), s -> new HashSet<>()).add(set));
    return parts.entrySet().stream()
        .flatMap(part -> part.getKey().outage(part.getValue()).stream())
        .findFirst();
  }

  private final class OfOneCard implements CardKeys {

    private final Map<KeySource, CardKeys> parts;

    OfOneCard(Map<KeySource, CardKeys> parts) {
      this.parts = parts;
    }

    @Override
    public Secret key(Request request) throws KeyUnavailableException {
      CardKeys part = parts.get(of(request.name()));
      if (part == null) {
        throw new KeyUnavailableException(
            "key set " + request.name() + " was not asked for when the card was begun");
      }
      return part.key(request);
    }

    @Override
    public void close() {
      Collection<CardKeys> all = parts.values();
      all.forEach(CardKeys::close);
    }
  }
}
