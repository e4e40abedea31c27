package org.countersign.personalization.issue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;

/**
 * The job's signature, made on a thread of its own while the chip works. State {@code SIGNED} is
 * begun as soon as it is made, so that it is on record whatever becomes of the card: the next
 * attempt finds it and does not sign again.
 */
final class Signing {

  /** Whether another chip can carry what was signed. */
  enum Bound {
    TO_NO_CHIP(Map.of()),
    TO_THIS_CHIP(Map.of("bound", "chip"));

    private final Map<String, String> facts;

    Bound(Map<String, String> facts) {
      this.facts = facts;
    }
  }

  private sealed interface Result {
    record Signed(Bytes efSod) implements Result {}

    record Refused(SigningException why) implements Result {}
  }

  private final Ahead<Result> ahead;

  private Signing(Ahead<Result> ahead) {
    this.ahead = ahead;
  }

  static Signing begin(
      CardIssuance.Ports ports,
      DocumentSigner.Request request,
      Plan plan,
      Bound bound,
      IssuanceJournal journal) {
    return new Signing(
        Ahead.begin(
            ports.beside(),
            "sign-" + request.jobId(),
            () -> {
              try {
                Bytes efSod = signed(ports.signer(), request, plan);
                Map<String, String> facts = new TreeMap<>(bound.facts);
                facts.put("signed", digest(efSod));
                journal.begin(JobState.SIGNED, facts);
                return new Result.Signed(efSod);
              } catch (SigningException e) {
                return new Result.Refused(e);
              }
            }));
  }

  static Bytes signed(DocumentSigner signer, DocumentSigner.Request request, Plan plan)
      throws SigningException {
    Bytes efSod = signer.sign(request).efSod();
    int planned =
        plan.profile()
            .signing()
            .map(signing -> plan.fileSizes().getOrDefault(signing.file(), 0))
            .orElse(0);
    if (efSod.size() > planned) {
      throw new SigningException(
          "the signed object is %d bytes; the plan has room for %d"
              .formatted(efSod.size(), planned));
    }
    return efSod;
  }

  private static String digest(Bytes object) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(object.toArray())).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Waits until it is made or has failed. */
  void await() {
    ahead.await();
  }

  /** The signed object. */
  Bytes efSod() throws SigningException {
    return switch (ahead.get()) {
      case Result.Signed signed -> signed.efSod();
      case Result.Refused refused -> throw refused.why();
    };
  }
}
