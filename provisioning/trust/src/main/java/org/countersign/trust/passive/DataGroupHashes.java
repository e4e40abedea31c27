package org.countersign.trust.passive;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.countersign.trust.asn1.Algorithms;
import org.countersign.trust.asn1.DerShape;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.suite.SignatureSuite;

/**
 * The LDSSecurityObject: which data groups there are, and their hashes (9303-10, 4.6.2.3 for
 * version 1 and D.2 for version 0).
 */
final class DataGroupHashes {

  private static final int MAX = 16;

  private final AlgorithmIdentifier algorithm;
  private final List<Integer> numbers = new ArrayList<>();
  private final SortedMap<Integer, byte[]> hashes = new TreeMap<>();

  private DataGroupHashes(AlgorithmIdentifier algorithm) {
    this.algorithm = algorithm;
  }

  /** Reads one of version 0, or of version 1 with its version info. */
  static DataGroupHashes read(byte[] content) throws Refusal, IOException {
    DerShape.requireOne(content);
    ASN1Sequence object = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(content));
    int version = ASN1Integer.getInstance(object.getObjectAt(0)).intValueExact();
    Refusal.unless(version == 0 || version == 1, "version is " + version + "; 0 or 1 is known");
    Refusal.unless(object.size() == 3 + version, "it has " + object.size() + " parts");
    Refusal.unless(Arrays.equals(content, object.getEncoded(ASN1Encoding.DER)), "it is not in DER");
    DataGroupHashes all =
        new DataGroupHashes(AlgorithmIdentifier.getInstance(object.getObjectAt(1)));
    ASN1Sequence entries = ASN1Sequence.getInstance(object.getObjectAt(2));
    Refusal.unless(entries.size() >= 1 && entries.size() <= MAX, "it lists " + entries.size());
    for (Object entry : entries) {
      all.add(ASN1Sequence.getInstance(entry));
    }
    return all;
  }

  private void add(ASN1Sequence entry) throws Refusal {
    Refusal.unless(entry.size() == 2, "an entry has " + entry.size() + " parts");
    int number = ASN1Integer.getInstance(entry.getObjectAt(0)).intValueExact();
    numbers.add(number);
    hashes.put(number, ASN1OctetString.getInstance(entry.getObjectAt(1)).getOctets());
  }

  /** The hashes are of the signature's suite. */
  void requireAlgorithm(SignatureSuite suite) throws Refusal {
    Refusal.unless(
        Algorithms.isDigest(suite, algorithm),
        "data groups are hashed with " + algorithm.getAlgorithm() + ", which is not of " + suite);
  }

  String describe() {
    return numbers.size() + " data groups listed";
  }

  /** Listed once each, in ascending order, and exactly those that were read. */
  String requireSame(SortedMap<Integer, byte[]> read) throws Refusal {
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      Refusal.unless(number >= 1 && number <= MAX, "data group " + number + " does not exist");
      Refusal.unless(
          i == 0 || number > numbers.get(i - 1),
          "listed as " + numbers + ", not in ascending order");
    }
    Refusal.unless(
        List.copyOf(read.keySet()).equals(numbers),
        "signed are data groups " + numbers + ", read were " + read.keySet());
    return "data groups " + numbers;
  }

  String requireHashes(SortedMap<Integer, byte[]> read) throws Refusal {
    Optional<SignatureSuite> suite = digestSuite();
    if (suite.isEmpty()) {
      throw new Refusal("hash algorithm " + algorithm.getAlgorithm() + " is of no suite");
    }
    List<Integer> wrong = new ArrayList<>();
    MessageDigest digest = SignedMessage.digest(suite.get());
    read.forEach((number, content) -> {
      byte[] signed = hashes.get(number);
      if (signed == null || !MessageDigest.isEqual(signed, digest.digest(content))) {
        wrong.add(number);
      }
    });
    Refusal.unless(wrong.isEmpty(), "data groups " + wrong + " are not what was signed");
    return suite.get().digestName() + " of " + read.size() + " data groups";
  }

  private Optional<SignatureSuite> digestSuite() {
    return Arrays.stream(SignatureSuite.values())
        .filter(s -> Algorithms.isDigest(s, algorithm))
        .findFirst();
  }
}
