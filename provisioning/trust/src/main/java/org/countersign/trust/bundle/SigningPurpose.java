package org.countersign.trust.bundle;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.countersign.trust.asn1.Oids;

/** What a detached signature is for; an authority certifies signers for one purpose each. */
public enum SigningPurpose {
  /** Card profiles; extended key usage 2.25.32024492914812014107123633989991966113.1. */
  CARD_PROFILES("card profiles", KeyPurposeId.getInstance(Oids.PROFILE_SIGNING)),
  /** Drivers; extended key usage codeSigning (RFC 5280, 4.2.1.12). */
  DRIVERS("drivers", KeyPurposeId.id_kp_codeSigning),
  /** Grants; extended key usage 2.25.32024492914812014107123633989991966113.2. */
  GRANTS("grants to issue cards", KeyPurposeId.getInstance(Oids.GRANT_SIGNING)),
  /** Keys of cards; extended key usage 2.25.32024492914812014107123633989991966113.3. */
  CARD_KEYS("keys of cards", KeyPurposeId.getInstance(Oids.CARD_KEY_SIGNING));

  private final String words;
  private final KeyPurposeId keyPurpose;

  SigningPurpose(String words, KeyPurposeId keyPurpose) {
    this.words = words;
    this.keyPurpose = keyPurpose;
  }

  /** The purpose in words, for messages. */
  String words() {
    return words;
  }

  /** The extended key usage that a signer's certificate has. */
  public KeyPurposeId keyPurpose() {
    return keyPurpose;
  }
}
