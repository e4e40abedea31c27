package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;

/**
 * A signing service outside the box, which loses no power: counts what it signs. No two of its
 * objects are equal.
 */
final class Signatures implements DocumentSigner, DocumentVerifier {

  /** How it signs. */
  interface Scheme {
    String suite();

    int maxSize(int dataGroups);

    /**
     * Signs; of a fixed size, so that a run can be repeated exactly.
     *
     * @param number of the signature, from 1
     */
    Bytes sign(SortedMap<Integer, Bytes> dataGroups, int number);

    boolean verifies(Bytes efSod, SortedMap<Integer, Bytes> dataGroups);
  }

  private final Power power;
  private final Scheme scheme;
  private final Map<String, List<Bytes>> made = new HashMap<>();
  private Consumer<String> beforeSigning = job -> {};
  private int count;

  Signatures(Power power, Scheme scheme) {
    this.power = power;
    this.scheme = scheme;
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
    return Set.of(scheme.suite());
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return scheme.maxSize(dataGroups);
  }

  @Override
  public Signed sign(Request request) {
    power.pass(Point.BEFORE_SIGNATURE, request.jobId());
    beforeSigning.accept(request.jobId());
    Bytes object = scheme.sign(request.dataGroups(), ++count);
    made.computeIfAbsent(request.jobId(), job -> new ArrayList<>()).add(object);
    power.pass(Point.AFTER_SIGNATURE, request.jobId());
    return new Signed(object, "01");
  }

  @Override
  public Verdict verify(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    boolean equal =
        made.values().stream().flatMap(List::stream).anyMatch(efSod::equals)
            && scheme.verifies(efSod, dataGroups);
    return new Verdict(List.of(new Check("signature", equal, dataGroups.keySet().toString())));
  }
}
