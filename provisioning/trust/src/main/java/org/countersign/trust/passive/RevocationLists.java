package org.countersign.trust.passive;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificateList;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.asn1.TrustAnchor;

/** Revocation lists of pinned authorities. */
final class RevocationLists {

  private record Entry(X509CRL list, CertificateList encoded) {}

  private final List<Entry> lists = new ArrayList<>();

  RevocationLists(Collection<X509CRL> crls) throws GeneralSecurityException {
    for (X509CRL crl : crls) {
      lists.add(new Entry(crl, CertificateList.getInstance(crl.getEncoded())));
    }
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  /** A list of that authority covers this moment, and the certificate is on none of its lists. */
  String requireNotRevoked(Certificate certificate, TrustAnchor anchor, Instant now)
      throws Refusal, GeneralSecurityException, IOException {
    BigInteger serial = certificate.getSerialNumber().getValue();
    boolean current = false;
    for (Entry entry : lists) {
      if (anchor.issued(entry.encoded)) {
        Refusal.unless(
            entry.list.getRevokedCertificate(serial) == null,
            "certificate " + serial.toString(16) + " was revoked");
        current |= covers(entry.list, now);
      }
    }
    Refusal.unless(current, "no revocation list of its authority is valid now");
    return "not on its authority's list";
  }

  private static boolean covers(X509CRL list, Instant now) {
    return !now.isBefore(list.getThisUpdate().toInstant())
        && list.getNextUpdate() != null
        && !now.isAfter(list.getNextUpdate().toInstant());
  }
}
