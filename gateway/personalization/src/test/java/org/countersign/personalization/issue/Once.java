package org.countersign.personalization.issue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;

/** Signs a job once and gives what it signed again, as a station does. */
final class Once implements DocumentSigner {

  private final IssuanceBench bench;
  private final Map<Request, Signed> made = new HashMap<>();

  Once(IssuanceBench bench) {
    this.bench = bench;
  }

  @Override
  public Set<String> suites() {
    return bench.signatures.suites();
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return bench.signatures.maxSize(suite, dataGroups);
  }

  @Override
  public Signed sign(Request request) throws SigningException {
    return made.computeIfAbsent(request, bench.signatures::sign);
  }
}
