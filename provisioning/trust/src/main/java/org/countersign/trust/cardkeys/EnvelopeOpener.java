package org.countersign.trust.cardkeys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.countersign.trust.asn1.DerShape;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.signer.SignerException;

/**
 * Opens envelopes at a station: first the signature, then the encryption, both strictly of the form
 * that {@link CardKeyAuthority} makes. Thread-safe.
 */
public final class EnvelopeOpener {

  /** Bytes of the largest envelope. */
  public static final int LARGEST = 512 * 1024;

  private static final int KEY = 32;
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final RecipientKey key;
  private final SignatureVerifier authorities;

  /**
   * Binds key and authorities.
   *
   * @param pinned certificates of those who may send card keys, or issue those who may
   * @throws GeneralSecurityException if one cannot be used; the message names it
   */
  public EnvelopeOpener(RecipientKey key, Collection<X509Certificate> pinned, Clock clock)
      throws GeneralSecurityException {
    this.key = key;
    this.authorities = new SignatureVerifier(SigningPurpose.CARD_KEYS, pinned, clock);
  }

  /**
   * Opens an envelope.
   *
   * @param begun whether a card was begun with it: the signer's certificate may have ended since it
   *     signed
   * @return to be closed
   * @throws EnvelopeRefused if it is not signed as it must be, is for another station's key, or
   *     holds something else
   * @throws SignerException if the token does not answer
   */
  public CardKeyBundle open(byte[] envelope, boolean begun)
      throws EnvelopeRefused, SignerException {
    if (envelope.length > LARGEST) {
      throw new EnvelopeRefused(
          "the key envelope has " + envelope.length + " bytes; at most " + LARGEST);
    }
    byte[] plain = new byte[0];
    try {
      byte[] content = authorities.open(envelope, begun);
      plain = decrypted(read(content));
      return BundleCodec.decode(plain);
    } catch (SignatureRefused e) {
      throw new EnvelopeRefused(words(e), e);
    } catch (Refusal e) {
      throw new EnvelopeRefused(
          "the key envelope is signed well, but " + e.getMessage() + "; tell its authority", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static String words(SignatureRefused e) {
    String why = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case UNSIGNED, UNREADABLE ->
          "the key envelope is no signed message (" + why + "); send it as the authority made it";
      case ALTERED ->
          "the key envelope was altered on its way (" + why + "); have the authority send it again";
      case WRONG_SIGNER ->
          "the key envelope is not from the authority of this station: "
              + why
              + "; see [wrapping] authority";
      case EXPIRED ->
          "the key envelope's signer may not sign now: "
              + why
              + "; have it signed anew, or set this machine's clock";
    };
  }

  /** What is needed of the structure, everything else refused. */
  private record Parts(
      SubjectPublicKeyInfo ephemeral,
      AlgorithmIdentifier wrap,
      ASN1OctetString wrapped,
      GCMParameters gcm,
      ASN1OctetString ciphertext,
      ASN1OctetString tag) {}

  private static Parts read(byte[] content) throws Refusal {
    try {
      DerShape.requireOne(content);
      ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(content));
      require(CMSObjectIdentifiers.authEnvelopedData.equals(info.getContentType()));
      AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
      ASN1Set recipients = data.getRecipientInfos();
      require(recipients.size() == 1 && data.getAuthAttrs() == null);
      ASN1Encodable only = RecipientInfo.getInstance(recipients.getObjectAt(0)).getInfo();
      KeyAgreeRecipientInfo recipient = KeyAgreeRecipientInfo.getInstance(only);
      AlgorithmIdentifier agreement = recipient.getKeyEncryptionAlgorithm();
      require(
          SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme.equals(agreement.getAlgorithm())
              && recipient.getUserKeyingMaterial() == null
              && recipient.getRecipientEncryptedKeys().size() == 1);
      AlgorithmIdentifier wrap = AlgorithmIdentifier.getInstance(agreement.getParameters());
      require(NISTObjectIdentifiers.id_aes256_wrap.equals(wrap.getAlgorithm()));
      OriginatorPublicKey originator = recipient.getOriginator().getOriginatorKey();
      require(
          originator != null
              && X9ObjectIdentifiers.id_ecPublicKey.equals(
                  originator.getAlgorithm().getAlgorithm()));
      EncryptedContentInfo encrypted = data.getAuthEncryptedContentInfo();
      AlgorithmIdentifier cipher = encrypted.getContentEncryptionAlgorithm();
      require(NISTObjectIdentifiers.id_aes256_GCM.equals(cipher.getAlgorithm()));
      GCMParameters gcm = GCMParameters.getInstance(cipher.getParameters());
      require(gcm.getNonce().length == NONCE && gcm.getIcvLen() == TAG);
      RecipientEncryptedKey key =
          RecipientEncryptedKey.getInstance(recipient.getRecipientEncryptedKeys().getObjectAt(0));
      return new Parts(
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
              originator.getPublicKey().getBytes()),
          wrap,
          key.getEncryptedKey(),
          gcm,
          encrypted.getEncryptedContent(),
          data.getMac());
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw otherForm();
    }
  }

  private static void require(boolean holds) throws Refusal {
    if (!holds) {
      throw otherForm();
    }
  }

  private static Refusal otherForm() {
    return new Refusal("it is not encrypted in the form that stations take");
  }

  private byte[] decrypted(Parts parts) throws Refusal, SignerException {
    byte[] shared = key.agree(publicKey(parts));
    byte[] kek = new byte[0];
    byte[] contentKey = new byte[0];
    try {
      kek = derived(shared, parts.wrap());
      contentKey = unwrapped(kek, parts.wrapped().getOctets());
      Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
      gcm.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(contentKey, "AES"),
          new GCMParameterSpec(8 * TAG, parts.gcm().getNonce()));
      gcm.update(parts.ciphertext().getOctets());
      return gcm.doFinal(parts.tag().getOctets());
    } catch (GeneralSecurityException | IOException e) {
      throw new Refusal(
          "it cannot be opened with the key of "
              + key.place()
              + ": it was encrypted to another station's certificate or to a former one");
    } finally {
      Arrays.fill(shared, (byte) 0);
      Arrays.fill(kek, (byte) 0);
      Arrays.fill(contentKey, (byte) 0);
    }
  }

  private static PublicKey publicKey(Parts parts) throws Refusal {
    try {
      // Also refuses points that are not on the curve.
      return SuiteKey.of(parts.ephemeral()).key();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw otherForm();
    }
  }

  /** X9.63 KDF with SHA-256, one block (RFC 5753, 7.2; SEC 1, 3.6.1). */
  private static byte[] derived(byte[] shared, AlgorithmIdentifier wrap)
      throws GeneralSecurityException, IOException {
    byte[] bits = ByteBuffer.allocate(4).putInt(8 * KEY).array();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(shared);
    sha256.update(new byte[] {0, 0, 0, 1});
    return sha256.digest(new ECCCMSSharedInfo(wrap, bits).getEncoded(ASN1Encoding.DER));
  }

  private static byte[] unwrapped(byte[] kek, byte[] wrapped) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AESWrap");
    cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(kek, "AES"));
    byte[] key = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
    if (key.length != KEY) {
      throw new GeneralSecurityException("a key of " + key.length + " bytes");
    }
    return key;
  }
}
