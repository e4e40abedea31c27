package org.countersign.trust.grant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A grant and the signature over it, as they were carried here; not verified. Immutable. */
public final class SignedGrant {

  private final byte[] json;
  private final byte[] signature;

  /**
   * From its parts.
   *
   * @param json as it was signed
   * @param signature detached CMS, DER; none if it has no bytes
   */
  public SignedGrant(byte[] json, byte[] signature) {
    this.json = json.clone();
    this.signature = signature.clone();
  }

  /** The file beside a grant that holds its signature. */
  public static Path signatureOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".p7s");
  }

  /**
   * Reads a grant and its signature, which stands beside it with {@code .p7s} after its name.
   *
   * @throws IOException if the grant cannot be read; a missing signature is told when it is asked
   *     for
   */
  public static SignedGrant read(Path file) throws IOException {
    Path signature = signatureOf(file);
    return new SignedGrant(bytes(file), Files.exists(signature) ? bytes(signature) : new byte[0]);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    if (Files.size(file) > GrantJson.LARGEST) {
      throw new IOException(file + " is longer than " + GrantJson.LARGEST + " bytes");
    }
    return Files.readAllBytes(file);
  }

  /** The signed bytes. */
  public byte[] json() {
    return json.clone();
  }

  /** The signature. */
  public byte[] signature() {
    return signature.clone();
  }

  /** SHA-256 of the signed bytes. */
  public String digest() {
    return GrantJson.digest(json);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedGrant that
        && Arrays.equals(json, that.json)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }
}
