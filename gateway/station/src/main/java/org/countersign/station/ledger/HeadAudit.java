package org.countersign.station.ledger;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.station.ledger.LedgerAudit.Known;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.x509.Certificates;

/** Holds signed heads against the records that are there. */
final class HeadAudit {

  private final List<SignedTreeHead> heads;
  private final List<X509Certificate> certificates;
  private final Known known;
  private final Findings findings;
  private final List<String> notes = new ArrayList<>();
  private Optional<SignedTreeHead> newest = Optional.empty();
  private int right;

  HeadAudit(
      List<SignedTreeHead> heads,
      List<X509Certificate> certificates,
      Known known,
      Findings findings) {
    this.heads = heads.stream().sorted(Comparator.comparingLong(h -> h.head().size())).toList();
    this.certificates = certificates;
    this.known = known;
    this.findings = findings;
  }

  /** Sizes whose roots are needed. */
  Set<Long> sizes() {
    return Stream.concat(heads.stream(), known.head().stream())
        .map(head -> head.head().size())
        .collect(Collectors.toSet());
  }

  /** Heads that are signed and right. */
  int right() {
    return right;
  }

  /** The newest of those. */
  Optional<SignedTreeHead> newest() {
    return newest;
  }

  /** Compares, after the walk. */
  void compare(ChainWalk walk) {
    boolean chainWasRight = findings.isEmpty();
    long good = 0;
    for (SignedTreeHead signed : heads) {
      TreeHead head = signed.head();
      if (!isSigned(signed)) {
        continue;
      }
      ChainWalk.Root root = walk.roots().get(head.size());
      if (root == null) {
        if (chainWasRight) {
          findings.add("heads", row(head), "the " + of(head) + " is over more than is there");
        }
      } else if (root.root().equals(head.root())) {
        good = head.size();
        right++;
        newest = Optional.of(signed);
      } else if (chainWasRight) {
        altered(head, good);
        return;
      }
    }
    known.certificate().ifPresent(this::requireOwn);
    known.head().ifPresent(head -> compareKnown(head, walk));
  }

  /** Keys may have changed, but what vouches for the records now has to be the station's. */
  private void requireOwn(X509Certificate certificate) {
    if (newest.isPresent() && !newest.get().isBy(certificate)) {
      TreeHead head = newest.get().head();
      findings.add(
          "heads",
          row(head),
          "the "
              + of(head)
              + " is not signed by the key of the certificate that was given: the key was replaced,"
              + " or the whole ledger was made anew with another one");
    }
  }

  private void altered(TreeHead head, long good) {
    findings.add(
        "records",
        (good + 1) + "-" + head.size(),
        "the records "
            + (good + 1)
            + " to "
            + head.size()
            + " are not those under the "
            + of(head)
            + ": some of them were altered, and every hash from there on was made anew");
  }

  private boolean isSigned(SignedTreeHead signed) {
    Optional<X509Certificate> certificate =
        Stream.concat(known.certificate().stream(), certificates.stream())
            .filter(c -> Certificates.id(c).equals(signed.signer()))
            .findFirst();
    if (certificate.isEmpty()) {
      findings.add(
          "heads",
          row(signed.head()),
          "the " + of(signed.head()) + " names a key that is not on record: " + signed.signer());
      return false;
    }
    if (!signed.isBy(certificate.get())) {
      findings.add(
          "heads", row(signed.head()), "the " + of(signed.head()) + " is not signed by its key");
      return false;
    }
    return true;
  }

  private void compareKnown(SignedTreeHead signed, ChainWalk walk) {
    TreeHead head = signed.head();
    if (known.certificate().isPresent() && !signed.isBy(known.certificate().get())) {
      findings.add(
          "head",
          row(head),
          "the head that was given is not signed by the station's certificate, so it says nothing");
      return;
    }
    ChainWalk.Root root = walk.roots().get(head.size());
    if (head.size() > walk.last()) {
      findings.add(
          "records",
          (walk.last() + 1) + "-" + head.size(),
          "the ledger ends with record "
              + walk.last()
              + ", but "
              + head.size()
              + " were there at "
              + head.time()
              + ": its end was cut off, or this is an older copy");
    } else if (root != null && !root.root().equals(head.root())) {
      findings.add(
          "records",
          "1-" + head.size(),
          "the first "
              + head.size()
              + " records are not those of "
              + head.time()
              + ": they were altered, or this is another ledger");
    } else if (root != null) {
      notes.add("it holds the head that was given, of " + head.time() + ", unchanged");
    }
  }

  /** What is no fault. */
  List<String> notes(long records) {
    long covered = newest.map(head -> head.head().size()).orElse(0L);
    if (records > covered) {
      notes.add(
          (records - covered)
              + " record(s) are newer than the newest head"
              + newest.map(head -> " of " + head.head().time()).orElse("")
              + "; the next one will vouch for them");
    }
    if (known.certificate().isEmpty() && !heads.isEmpty()) {
      notes.add(
          "the heads were verified with the key that the ledger itself names; give the station's"
              + " certificate to be sure of it");
    }
    return notes;
  }

  private static String row(TreeHead head) {
    return Long.toString(head.size());
  }

  private static String of(TreeHead head) {
    return "head over " + head.size() + " records, signed at " + head.time();
  }
}
