package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;

/** Whether keys lie on the box that make cards in a thief's hands. */
public final class CustodyCheck implements Check {

  private final List<String> suites;
  private final boolean masterKeys;
  private final boolean wrappingKey;

  /**
   * Of a station.
   *
   * @param suites whose signing key lies on the box
   * @param masterKeys whether personalisation master keys do
   * @param wrappingKey whether the key that opens wrapped card keys does
   */
  public CustodyCheck(List<String> suites, boolean masterKeys, boolean wrappingKey) {
    this.suites = List.copyOf(suites);
    this.masterKeys = masterKeys;
    this.wrappingKey = wrappingKey;
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
    return findings.isEmpty() ? List.of(Finding.good(item(), "", "custody.good")) : findings;
  }
}
