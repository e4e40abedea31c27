package org.countersign.station.selftest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.trust.secret.SecretFile;

/**
 * Whether the ledger takes records, its newest ones are whole, it is no copy, and its key is there.
 */
public final class LedgerCheck implements Check {

  private final Ledger ledger;
  private final Path keyFile;

  /** Over the station's ledger. */
  public LedgerCheck(Ledger ledger, Path keyFile) {
    this.ledger = ledger;
    this.keyFile = keyFile;
  }

  @Override
  public Item item() {
    return Item.LEDGER;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    Optional<String> failure = ledger.failure().or(this::chain);
    failure.ifPresent(why -> findings.add(Finding.bad(item(), "", "ledger.failed", why)));
    ledger
        .standing()
        .objection()
        .ifPresent(why -> findings.add(standing(ledger.standing().isFrozen(), why)));
    SecretFile.problem(keyFile)
        .ifPresent(problem -> findings.add(Finding.bad(item(), "", "ledger.key", problem)));
    long inDoubt = ledger.counts().inDoubt();
    if (inDoubt > 0) {
      findings.add(Finding.warning(item(), "", "ledger.doubt", inDoubt));
    }
    return findings.isEmpty()
        ? List.of(Finding.good(item(), "", "ledger.good", ledger.latest()))
        : findings;
  }

  /**
   * What speaks against the ledger as a whole.
   *
   * @param copy whether only the authority can let it go on
   */
  public static Finding standing(boolean copy, String why) {
    return Finding.bad(Item.LEDGER, "", copy ? "ledger.copy" : "ledger.anchor", why);
  }

  private Optional<String> chain() {
    try {
      return ledger.verifyNewest();
    } catch (LedgerException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
