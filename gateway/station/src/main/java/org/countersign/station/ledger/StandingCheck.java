package org.countersign.station.ledger;

import java.util.Map;
import java.util.Optional;
import org.countersign.station.ledger.Standing.Terms;

/**
 * Compares a ledger with its anchor and the machine.
 *
 * @param last sequence of its newest record
 */
record StandingCheck(LedgerReader reader, long last) {

  /** What a ledger says of itself. */
  record Begun(String station, long epoch, String machine) {}

  /** Who began it last; empty if nobody did. */
  Optional<Begun> begun() {
    return reader
        .list(
            "SELECT facts FROM records WHERE kind = 'ledger' AND subject = 'station' ORDER BY"
                + " sequence DESC LIMIT 1",
            row -> {
              Map<String, String> facts = FactsJson.facts(row.getString(1));
              return new Begun(
                  facts.getOrDefault("station", ""),
                  Long.parseLong(facts.getOrDefault("epoch", "1")),
                  facts.getOrDefault("machine", ""));
            })
        .stream()
        .findFirst();
  }

  /**
   * What speaks against the ledger; empty if nothing does.
   *
   * @param begun what {@link #begun} says
   */
  Optional<String> difference(Terms station, Optional<Begun> begun, Optional<Anchor> anchor) {
    if (begun.isPresent() && !begun.get().station().equals(station.station())) {
      return Optional.of(
          "this is the ledger of station "
              + begun.get().station()
              + ", but the configuration is that of "
              + station.station());
    }
    if (begun.isPresent() && differ(begun.get().machine(), station.machine())) {
      return Optional.of(
          "this ledger was begun on another machine: the box is a copy, or its system was made"
              + " anew");
    }
    if (anchor.isEmpty()) {
      return begun.isPresent() && station.strict()
          ? Optional.of("the anchor " + station.anchor() + " of the ledger is missing")
          : Optional.empty();
    }
    boolean isOfEarlierEpoch = begun.isPresent() && begun.get().epoch() > anchor.get().epoch();
    return isOfEarlierEpoch ? Optional.empty() : behind(station, begun, anchor.get());
  }

  private Optional<String> behind(Terms station, Optional<Begun> begun, Anchor anchor) {
    if (!anchor.station().equals(station.station())) {
      return Optional.of(
          "the anchor " + station.anchor() + " is the one of station " + anchor.station());
    }
    if (differ(anchor.machine(), station.machine())) {
      return Optional.of(
          "the anchor " + station.anchor() + " was written on another machine: the box is a copy");
    }
    if (anchor.sequence() == Anchor.UNKNOWN) {
      return Optional.of("the anchor " + station.anchor() + " of the ledger was lost");
    }
    if (anchor.sequence() > last || begun.isEmpty() && anchor.sequence() > 0) {
      return Optional.of(
          "the ledger has "
              + last
              + " record(s), but "
              + anchor.sequence()
              + " were there before: it is an older copy, or a new one");
    }
    if (anchor.sequence() > 0 && !hash(anchor.sequence()).equalsIgnoreCase(anchor.hash())) {
      return Optional.of(
          "record "
              + anchor.sequence()
              + " of the ledger is not the one that was there before: it is a copy that went its"
              + " own way");
    }
    return begun.isPresent() && anchor.epoch() > begun.get().epoch()
        ? Optional.of(
            "the ledger is of epoch "
                + begun.get().epoch()
                + ", but the station has come to epoch "
                + anchor.epoch()
                + ": it is an older copy")
        : Optional.empty();
  }

  /** Only what is known can differ. */
  private static boolean differ(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
  }

  private String hash(long sequence) {
    return reader
        .list("SELECT hex(hash) FROM records WHERE sequence = ?", row -> row.getString(1), sequence)
        .stream()
        .findFirst()
        .orElse("");
  }
}
