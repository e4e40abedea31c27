package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether keys lie on the box that make cards in a thief's hands. */
public final class CustodyCheck implements Check {

  private final boolean production;
  private final List<String> suites;
  private final boolean masterKeys;
  private final boolean wrappingKey;
  private final Optional<SamCheck> sam;

  /**
   * Of a station.
   *
   * @param production whether real cards are made; otherwise what lies on the box is a note, since
   *     a fleet that is warned of its pilots every day learns to pass warnings over
   * @param suites whose signing key lies on the box
   * @param masterKeys whether personalisation master keys do
   * @param wrappingKey whether the key that opens wrapped card keys does
   * @param sam how its SAM stands, if it has one
   */
  public CustodyCheck(
      boolean production,
      List<String> suites,
      boolean masterKeys,
      boolean wrappingKey,
      Optional<SamCheck> sam) {
    this.production = production;
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
    suites.forEach(suite -> findings.add(onTheBox(suite, "custody.signing-key")));
    if (masterKeys) {
      findings.add(onTheBox("", "custody.master-keys"));
    }
    if (wrappingKey) {
      findings.add(onTheBox("", "custody.wrapping-key"));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.good(item(), "", "custody.good"));
    }
    sam.ifPresent(check -> findings.addAll(check.look()));
    return findings;
  }

  private Finding onTheBox(String subject, String code) {
    return Finding.of(item(), subject, production ? Verdict.WARNING : Verdict.NOTE, code);
  }
}
