package org.countersign.trust.cardkeys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.suite.SignatureSuite;

/**
 * Puts card keys into envelopes, as an authority does. An envelope is CMS SignedData (RFC 5652, 5)
 * whose content is a ContentInfo with AuthEnvelopedData (RFC 5083): AES-256-GCM (RFC 5084), its key
 * agreed by ephemeral-static ECDH on P-256 (RFC 5753, {@code dhSinglePass-stdDH-sha256kdf-scheme},
 * AES-256 key wrap). The ciphertext is what is signed, so a station verifies before it uses its
 * key. Thread-safe.
 */
public final class CardKeyAuthority {

  private final Signer signer;
  private final SignedMessage message;
  private final Clock clock;

  /**
   * With a key that was certified for card keys.
   *
   * @throws SignerException if its certificate cannot be used
   */
  public CardKeyAuthority(Signer signer, Clock clock) throws SignerException {
    this.signer = signer;
    this.clock = clock;
    try {
      message = new SignedMessage(signer.suite(), signer.certificate());
    } catch (GeneralSecurityException e) {
      throw new SignerException("certificate of " + signer.place() + " cannot be used", e);
    }
  }

  /**
   * Encrypts to a station and signs.
   *
   * @param station certificate of the station's key on P-256
   * @return the envelope in DER
   * @throws SignerException if the key may not sign now, does not answer, or the station's
   *     certificate is of another kind
   */
  public byte[] seal(CardKeyBundle bundle, X509Certificate station) throws SignerException {
    byte[] plain = BundleCodec.encode(bundle);
    try {
      return message.attached(
          CMSObjectIdentifiers.data, encrypted(plain, station), clock.instant(), signer::sign);
    } catch (CMSException | GeneralSecurityException | IOException e) {
      throw new SignerException(
          "keys cannot be encrypted to certificate \""
              + station.getSubjectX500Principal()
              + "\"; it must be of a key on P-256",
          e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static byte[] encrypted(byte[] plain, X509Certificate station)
      throws CMSException, GeneralSecurityException, IOException {
    if (SuiteKey.of(station).suite() != SignatureSuite.ICAO_P256) {
      throw new GeneralSecurityException("not on P-256");
    }
    KeyPair ephemeral = SuiteKey.generate(SignatureSuite.ICAO_P256);
    CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKeyAgreeRecipientInfoGenerator(
                CMSAlgorithm.ECDH_SHA256KDF,
                ephemeral.getPrivate(),
                ephemeral.getPublic(),
                CMSAlgorithm.AES256_WRAP)
            .addRecipient(station)
            .setProvider(BouncyCastle.PROVIDER));
    OutputAEADEncryptor content =
        (OutputAEADEncryptor)
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                .setProvider(BouncyCastle.PROVIDER)
                .build();
    return generator
        .generate(new CMSProcessableByteArray(plain), content)
        .toASN1Structure()
        .getEncoded(ASN1Encoding.DER);
  }
}
