package org.countersign.host.bundle;

/**
 * Who may sign drivers for this station. The gateway answers with its trust anchors; nothing here
 * knows cryptography.
 */
@FunctionalInterface
public interface BundleSignatures {

  /** What is to be thought of a signature. */
  sealed interface Verdict {

    /**
     * It is good.
     *
     * @param signer name of who signed, for a person
     */
    record SignedBy(String signer) implements Verdict {}

    /**
     * It is not taken.
     *
     * @param why a clause for a person: by whom, since when expired, what to do
     */
    record Refused(String why) implements Verdict {}
  }

  /**
   * Judges a detached signature now.
   *
   * @param listing the signed bytes
   * @param signature CMS SignedData in DER without content
   */
  Verdict judge(byte[] listing, byte[] signature);

  /** Nobody may. */
  static BundleSignatures nobody() {
    return (listing, signature) ->
        new Verdict.Refused("this station trusts nobody who signs drivers: install a trust anchor");
  }
}
