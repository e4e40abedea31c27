package org.countersign.station.selftest;

import java.util.Locale;

/** What is looked at, in this order. */
public enum Item {
  /** Whether the station runs, as one sees from outside. */
  SERVICE,
  /** Its configuration, as {@code check} sees it. */
  CONFIGURATION,
  DEVICES,
  CLOCK,
  DISK,
  LEDGER,
  CERTIFICATES,
  CUSTODY,
  PROFILES,
  GRANT,
  STOCK,
  FLEET,
  /** How two persons found the station. */
  ACCEPTANCE,
  /** The look itself. */
  SELF_TEST;

  /** The word in API and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The item of that word; {@link #SELF_TEST} for one that is not known. */
  public static Item of(String word) {
    for (Item item : values()) {
      if (item.word().equals(word)) {
        return item;
      }
    }
    return SELF_TEST;
  }
}
