package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether keys lie on the box that make cards in a thief's hands. */
public final class CustodyCheck implements Check {

  private final List<String> suites;
  private final boolean masterKeys;
  private final boolean wrappingKey;
  private final Optional<SamCheck> sam;

  /**
   * Of a station.
   *
   * @param suites whose signing key lies on the box
   * @param masterKeys whether personalisation master keys do
   * @param wrappingKey whether the key that opens wrapped card keys does
   * @param sam how its SAM stands, if it has one
   */
  public CustodyCheck(
      List<String> suites, boolean masterKeys, boolean wrappingKey, Optional<SamCheck> sam) {
    this.suites = List.copyOf(suites);
    this.masterKeys = masterKeys;
    this.wrappingKey = wrappingKey;
    this.sam = sam;
  }

  @Override
  public Item item() {
    return Item.CUSTODY;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    suites.forEach(suite -> findings.add(Finding.warning(item(), suite, "custody.signing-key")));
    if (masterKeys) {
      findings.add(Finding.warning(item(), "", "custody.master-keys"));
    }
    if (wrappingKey) {
      findings.add(Finding.warning(item(), "", "custody.wrapping-key"));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.good(item(), "", "custody.good"));
    }
    sam.ifPresent(check -> findings.addAll(check.look()));
    return findings;
  }
}
