package org.countersign.personalization.issue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;

/**
 * Stands in for the signing service: a template 77 with a digest of every data group. The real one
 * is proven where it lives; here only its place in the order of things matters.
 */
final class TestSignatures implements DocumentSigner, DocumentVerifier {

  private int signed;

  int signed() {
    return signed;
  }

  @Override
  public Set<String> suites() {
    return Set.of("ICAO-P256", "GM-SM2");
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return 1024;
  }

  @Override
  public Signed sign(Request request) {
    signed++;
    return new Signed(object(request.dataGroups()), "01");
  }

  @Override
  public Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    boolean equal = efSod.equals(object(dataGroups));
    return new Verdict(List.of(new Check("hashes", equal, dataGroups.keySet().toString())));
  }

  private static Bytes object(SortedMap<Integer, Bytes> dataGroups) {
    Bytes all = Bytes.empty();
    for (Map.Entry<Integer, Bytes> group : dataGroups.entrySet()) {
      all = all.plus(Tlv.encode(0x04, Bytes.of(group.getKey()), sha256(group.getValue())));
    }
    return Tlv.encode(0x77, Tlv.encode(0x30, all), Tlv.encode(0x31, Bytes.of(new byte[700])));
  }

  private static Bytes sha256(Bytes value) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(value.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
