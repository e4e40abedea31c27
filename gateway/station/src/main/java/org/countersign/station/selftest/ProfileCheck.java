package org.countersign.station.selftest;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which products the station makes; that each is sound was checked at its start. */
public final class ProfileCheck implements Check {

  private final Set<String> products;

  /** Of these profile ids. */
  public ProfileCheck(Set<String> products) {
    this.products = Set.copyOf(products);
  }

  @Override
  public Item item() {
    return Item.PROFILES;
  }

  @Override
  public List<Finding> look() {
    return products.isEmpty()
        ? List.of(Finding.bad(item(), "", "profiles.none"))
        : List.of(
            Finding.good(item(), "", "profiles.good", String.join(", ", new TreeSet<>(products))));
  }
}
