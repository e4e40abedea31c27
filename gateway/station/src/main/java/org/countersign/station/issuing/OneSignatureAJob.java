package org.countersign.station.issuing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;
import org.countersign.station.ledger.JobJournal;

/**
 * Signs each job once. What was signed is kept in the ledger, encrypted, and given again when the
 * job is tried on another card; data that differ from what was signed are refused.
 */
public final class OneSignatureAJob implements DocumentSigner {

  private static final int DIGEST = 32;

  private final DocumentSigner signer;
  private final Map<String, JobJournal> journals = new ConcurrentHashMap<>();

  /** Around the signer that has the key. */
  public OneSignatureAJob(DocumentSigner signer) {
    this.signer = signer;
  }

  /** The journal that a job's signature is kept in, as long as the binding is open. */
  Binding bind(String job, JobJournal journal) {
    journals.put(job, journal);
    return new Binding(job);
  }

  /** One job in work. */
  final class Binding implements AutoCloseable {
    private final String job;

    private Binding(String job) {
      this.job = job;
    }

    String job() {
      return job;
    }

    @Override
    public void close() {
      journals.remove(job);
    }
  }

  @Override
  public Set<String> suites() {
    return signer.suites();
  }

  @Override
  public int maxSize(String suite, int dataGroups) {
    return signer.maxSize(suite, dataGroups);
  }

  @Override
  public Optional<String> outage(String suite) {
    return signer.outage(suite);
  }

  @Override
  public Optional<String> objection(String suite) {
    return signer.objection(suite);
  }

  @Override
  public Signed sign(Request request) throws SigningException {
    JobJournal journal = journals.get(request.jobId());
    if (journal == null) {
      throw new SigningException(
          "job " + request.jobId() + " is in no device's hands; nothing was signed");
    }
    Bytes digest = digest(request);
    Optional<byte[]> kept = journal.kept();
    if (kept.isPresent()) {
      return again(request, digest, Bytes.of(kept.get()));
    }
    Signed signed = signer.sign(request);
    Bytes id = Bytes.utf8(signed.certificateId());
    journal.keep(Bytes.concat(digest, Bytes.of(id.size()), id, signed.efSod()).toArray());
    return signed;
  }

  private static Signed again(Request request, Bytes digest, Bytes kept) throws SigningException {
    if (!kept.slice(0, DIGEST).equals(digest)) {
      throw new SignedOtherwiseException(request.jobId());
    }
    int end = DIGEST + 1 + kept.at(DIGEST);
    String id = new String(kept.slice(DIGEST + 1, end).toArray(), StandardCharsets.UTF_8);
    return new Signed(kept.from(end), id);
  }

  private static Bytes digest(Request request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(sized(Bytes.utf8(request.serial())));
    all.writeBytes(sized(Bytes.utf8(request.suite())));
    request
        .dataGroups()
        .forEach((number, content) -> {
          all.write(number);
          all.writeBytes(sized(content));
        });
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static byte[] sized(Bytes content) {
    byte[] size = ByteBuffer.allocate(4).putInt(content.size()).array();
    return Bytes.of(size).plus(content).toArray();
  }
}
