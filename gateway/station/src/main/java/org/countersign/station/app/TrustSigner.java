package org.countersign.station.app;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;
import org.countersign.station.issuing.SignedOtherwiseException;
import org.countersign.trust.signer.SignedOtherwise;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.signer.SigningJob;
import org.countersign.trust.signer.SodSigner;

/** Signs cards with the keys of {@code trust}, one a suite. */
final class TrustSigner implements DocumentSigner {

  private final Map<String, SodSigner> signers;

  TrustSigner(Map<String, SodSigner> signers) {
    this.signers = Map.copyOf(signers);
  }

  @Override
  public Set<String> suites() {
    return signers.keySet();
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    SodSigner signer = signers.get(suite);
    if (signer == null) {
      throw new IllegalArgumentException("no key signs with suite " + suite);
    }
    return signer.maxSize(dataGroups);
  }

  @Override
  public Optional<String> outage(String suite) {
    return Optional.ofNullable(signers.get(suite)).flatMap(SodSigner::outage);
  }

  @Override
  public Optional<String> objection(String suite) {
    return Optional.ofNullable(signers.get(suite)).flatMap(SodSigner::objection);
  }

  @Override
  public Signed sign(Request request) throws SigningException {
    SodSigner signer = signers.get(request.suite());
    if (signer == null) {
      throw new SigningException(
          "no key signs with suite " + request.suite() + "; [signing] has " + suites());
    }
    try {
      SigningJob job =
          new SigningJob(
              request.jobId(), request.serial(), request.profile().toHex(), request.at());
      byte[] efSod = signer.sign(job, arrays(request.dataGroups()));
      return new Signed(Bytes.of(efSod), signer.certificateId());
    } catch (SignedOtherwise e) {
      throw new SignedOtherwiseException(request.jobId(), e);
    } catch (SignerException e) {
      throw new SigningException(String.valueOf(e.getMessage()), e);
    }
  }

  static SortedMap<Integer, byte[]> arrays(SortedMap<Integer, Bytes> dataGroups) {
    SortedMap<Integer, byte[]> arrays = new TreeMap<>();
    dataGroups.forEach((number, content) -> arrays.put(number, content.toArray()));
    return arrays;
  }
}
