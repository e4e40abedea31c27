package org.countersign.trust.asn1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.jce.interfaces.ECPublicKey;
import org.countersign.trust.suite.SignatureSuite;

/**
 * A public key with the suite that it serves.
 *
 * @param suite the suite
 * @param key the key, of Bouncy Castle
 */
public record SuiteKey(SignatureSuite suite, PublicKey key) {

  private static final int RSA_BITS = 3072;
  private static final int RSA_BITS_AT_MOST = 8192;

  private static final Map<ASN1ObjectIdentifier, SignatureSuite> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, SignatureSuite.ICAO_P256,
          SECObjectIdentifiers.secp384r1, SignatureSuite.ICAO_P384,
          GMObjectIdentifiers.sm2p256v1, SignatureSuite.GM_SM2);

  /** A new key pair for a suite. */
  public static KeyPair generate(SignatureSuite suite) throws GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    if (suite == SignatureSuite.ICAO_RSAPSS) {
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", BouncyCastle.PROVIDER);
      rsa.initialize(RSA_BITS, random);
      return rsa.generateKeyPair();
    }
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", BouncyCastle.PROVIDER);
    ec.initialize(new ECGenParameterSpec(curveOid(suite).getId()), random);
    return ec.generateKeyPair();
  }

  /**
   * The key of a certificate.
   *
   * @throws GeneralSecurityException if it serves none of our suites; the message says what it is
   */
  public static SuiteKey of(X509Certificate certificate) throws GeneralSecurityException {
    return of(Certificate.getInstance(encoded(certificate)).getSubjectPublicKeyInfo());
  }

  private static byte[] encoded(X509Certificate certificate) throws CertificateEncodingException {
    return certificate.getEncoded();
  }

  /**
   * The key in a SubjectPublicKeyInfo. Explicit curve parameters are taken only if they are, number
   * by number, those of a curve that we know: whoever chooses the generator forges signatures.
   *
   * @throws GeneralSecurityException if it serves none of our suites; the message says what it is
   */
  public static SuiteKey of(SubjectPublicKeyInfo info) throws GeneralSecurityException {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    try {
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        return rsa(info);
      }
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        return ec(info);
      }
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException("public key cannot be read", e);
    }
    throw new GeneralSecurityException("public key algorithm " + algorithm + " is of no suite");
  }

  private static SuiteKey rsa(SubjectPublicKeyInfo info)
      throws IOException, GeneralSecurityException {
    RSAPublicKey rsa = RSAPublicKey.getInstance(info.parsePublicKey());
    int bits = rsa.getModulus().bitLength();
    if (bits < RSA_BITS || bits > RSA_BITS_AT_MOST || rsa.getPublicExponent().bitLength() > 64) {
      throw new GeneralSecurityException(
          "RSA key of " + bits + " bits; " + RSA_BITS + " to " + RSA_BITS_AT_MOST + " are taken");
    }
    KeyFactory factory = KeyFactory.getInstance("RSA", BouncyCastle.PROVIDER);
    return new SuiteKey(
        SignatureSuite.ICAO_RSAPSS,
        factory.generatePublic(new X509EncodedKeySpec(info.getEncoded())));
  }

  private static SuiteKey ec(SubjectPublicKeyInfo info)
      throws IOException, GeneralSecurityException {
    ASN1ObjectIdentifier curve =
        curve(X962Parameters.getInstance(info.getAlgorithm().getParameters()));
    SubjectPublicKeyInfo named =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
            info.getPublicKeyData().getOctets());
    KeyFactory factory = KeyFactory.getInstance("EC", BouncyCastle.PROVIDER);
    PublicKey key = factory.generatePublic(new X509EncodedKeySpec(named.getEncoded()));
    return new SuiteKey(suiteOf(curve), key);
  }

  private static SignatureSuite suiteOf(ASN1ObjectIdentifier curve)
      throws GeneralSecurityException {
    SignatureSuite suite = CURVES.get(curve);
    if (suite == null) {
      throw new GeneralSecurityException("elliptic curve " + curve + " is of no suite");
    }
    return suite;
  }

  private static ASN1ObjectIdentifier curve(X962Parameters parameters)
      throws GeneralSecurityException {
    if (parameters.isNamedCurve()) {
      return ASN1ObjectIdentifier.getInstance(parameters.getParameters());
    }
    if (!parameters.isImplicitlyCA()) {
      X9ECParameters found = X9ECParameters.getInstance(parameters.getParameters());
      for (ASN1ObjectIdentifier known : CURVES.keySet()) {
        if (same(found, domain(known))) {
          return known;
        }
      }
    }
    throw new GeneralSecurityException("explicit curve parameters of no suite");
  }

  private static boolean same(X9ECParameters a, X9ECParameters b) {
    return a.getCurve().equals(b.getCurve())
        && a.getG().equals(b.getCurve().importPoint(b.getG()))
        && a.getN().equals(b.getN())
        && b.getH().equals(a.getH());
  }

  private static X9ECParameters domain(ASN1ObjectIdentifier curve) {
    X9ECParameters sec = SECNamedCurves.getByOID(curve);
    return sec != null ? sec : GMNamedCurves.getByOID(curve);
  }

  private static ASN1ObjectIdentifier curveOid(SignatureSuite suite) {
    return CURVES.entrySet().stream()
        .filter(e -> e.getValue() == suite)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /**
   * The key with its curve written out: all parameters, cofactor included, uncompressed points, no
   * seed (ICAO 9303-12, 4.1.6.3). RSA keys stay as they are.
   */
  public static SubjectPublicKeyInfo explicit(SignatureSuite suite, PublicKey key) {
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    if (suite == SignatureSuite.ICAO_RSAPSS) {
      return info;
    }
    X9ECParameters domain = domain(curveOid(suite));
    X9ECParameters written =
        new X9ECParameters(
            domain.getCurve(), new X9ECPoint(domain.getG(), false), domain.getN(), domain.getH());
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, written),
        info.getPublicKeyData().getOctets());
  }

  /** Largest signature in bytes: a DER SEQUENCE of two INTEGERs, or the modulus' length. */
  public int maxSignatureSize() {
    return switch (suite) {
      case ICAO_P256, GM_SM2 -> 2 + 2 * (2 + 33);
      case ICAO_P384 -> 2 + 2 * (2 + 49);
      case ICAO_RSAPSS ->
          (((java.security.interfaces.RSAPublicKey) key).getModulus().bitLength() + 7) / 8;
    };
  }

  /**
   * What a signature is computed from, as a service without the message needs it: the suite's hash
   * of the message; for SM2 SM3 of Z and the message (GB/T 32918.2, 5.5).
   */
  public byte[] digest(byte[] message) {
    MessageDigest digest = SignedMessage.digest(suite);
    if (suite == SignatureSuite.GM_SM2) {
      digest.update(Sm2Identity.of(((ECPublicKey) key).getQ()));
    }
    return digest.digest(message);
  }

  /** Whether the signature over the message was made with this key. */
  public boolean verifies(byte[] message, byte[] signature) throws GeneralSecurityException {
    Signature verifier = instance(suite);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  /** Signs with a software key. */
  public static byte[] sign(SignatureSuite suite, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    Signature signature = instance(suite);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  private static Signature instance(SignatureSuite suite) throws GeneralSecurityException {
    return switch (suite) {
      case ICAO_P256 -> Signature.getInstance("SHA256withECDSA", BouncyCastle.PROVIDER);
      case ICAO_P384 -> Signature.getInstance("SHA384withECDSA", BouncyCastle.PROVIDER);
      case ICAO_RSAPSS -> Signature.getInstance("SHA256withRSAandMGF1", BouncyCastle.PROVIDER);
      case GM_SM2 -> {
        Signature sm2 = Signature.getInstance("SM3withSM2", BouncyCastle.PROVIDER);
        sm2.setParameter(
            new SM2ParameterSpec(SignatureSuite.SM2_ID.getBytes(StandardCharsets.US_ASCII)));
        yield sm2;
      }
    };
  }
}
