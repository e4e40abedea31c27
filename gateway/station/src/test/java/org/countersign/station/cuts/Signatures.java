package org.countersign.station.cuts;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;

/**
 * A signing service outside the box, which loses no power: counts what it signs. Its objects hold a
 * digest of every data group and a number of their own, so no two of them are equal.
 */
final class Signatures implements DocumentSigner, DocumentVerifier {

  private static final String SUITE = "ICAO-P256";
  private static final int SIZE = 512;

  private final Power power;
  private final Map<String, List<Bytes>> made = new HashMap<>();
  private Consumer<String> beforeSigning = job -> {};
  private int count;

  Signatures(Power power) {
    this.power = power;
  }

  /** Hears the job's id before each signature. */
  void watch(Consumer<String> beforeSigning) {
    this.beforeSigning = beforeSigning;
  }

  /** What was signed for a job. */
  List<Bytes> of(String job) {
    return made.getOrDefault(job, List.of());
  }

  @Override
  public Set<String> suites() {
    return Set.of(SUITE);
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return SIZE;
  }

  @Override
  public Signed sign(Request request) {
    power.pass(Point.BEFORE_SIGNATURE, request.jobId());
    beforeSigning.accept(request.jobId());
    Bytes object = object(request.dataGroups(), ++count);
    made.computeIfAbsent(request.jobId(), job -> new ArrayList<>()).add(object);
    power.pass(Point.AFTER_SIGNATURE, request.jobId());
    return new Signed(object, "01");
  }

  @Override
  public Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    boolean equal =
        made.values().stream().flatMap(List::stream).anyMatch(efSod::equals)
            && efSod.equals(object(dataGroups, number(efSod)));
    return new Verdict(List.of(new Check("signature", equal, dataGroups.keySet().toString())));
  }

  private static int number(Bytes efSod) {
    return ByteBuffer.wrap(efSod.toArray()).getInt(efSod.size() - 4);
  }

  private static Bytes object(SortedMap<Integer, Bytes> dataGroups, int number) {
    Bytes all = Bytes.empty();
    for (Map.Entry<Integer, Bytes> group : dataGroups.entrySet()) {
      all = all.plus(Tlv.encode(0x04, Bytes.of(group.getKey()), sha256(group.getValue())));
    }
    Bytes own = Bytes.of(ByteBuffer.allocate(4).putInt(number).array());
    return Tlv.encode(0x77, Tlv.encode(0x30, all), Tlv.encode(0x04, own));
  }

  private static Bytes sha256(Bytes value) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(value.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
