package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;

/** Whether keys lie on the box that make cards in a thief's hands. */
public final class CustodyCheck implements Check {

  private final List<String> suites;

  /**
   * Of a station.
   *
   * @param suites whose signing key lies on the box; master keys of personalisation always do
   */
  public CustodyCheck(List<String> suites) {
    this.suites = List.copyOf(suites);
  }

  @Override
  public Item item() {
    return Item.CUSTODY;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    suites.forEach(suite -> findings.add(Finding.warning(item(), suite, "custody.signing-key")));
    findings.add(Finding.warning(item(), "", "custody.master-keys"));
    return findings;
  }
}
