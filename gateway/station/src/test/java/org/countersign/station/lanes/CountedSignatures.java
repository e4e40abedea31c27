package org.countersign.station.lanes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;

/**
 * Stands in for the signing key: a digest of each data group, and how often each job was signed.
 */
final class CountedSignatures implements DocumentSigner, DocumentVerifier {

  private final Map<String, Integer> made = new ConcurrentHashMap<>();

  int of(String job) {
    return made.getOrDefault(job, 0);
  }

  @Override
  public Set<String> suites() {
    return Set.of("ICAO-P256");
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return 1_024;
  }

  @Override
  public Signed sign(Request request) {
    made.merge(request.jobId(), 1, Integer::sum);
    return new Signed(object(request.dataGroups()), "01");
  }

  @Override
  public Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    boolean equal = efSod.equals(object(dataGroups));
    return new Verdict(List.of(new Check("hashes", equal, dataGroups.keySet().toString())));
  }

  private static Bytes object(SortedMap<Integer, Bytes> dataGroups) {
    Bytes all = Bytes.of(new byte[400]);
    for (Map.Entry<Integer, Bytes> group : dataGroups.entrySet()) {
      all = Bytes.concat(all, Bytes.of(group.getKey()), sha256(group.getValue()));
    }
    return Tlv.encode(0x77, Tlv.encode(0x30, all));
  }

  private static Bytes sha256(Bytes value) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(value.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
