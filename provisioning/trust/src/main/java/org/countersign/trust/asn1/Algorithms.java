package org.countersign.trust.asn1;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.countersign.trust.suite.SignatureSuite;

/** Algorithm identifiers of the suites: how we write them and which ones we take for them. */
public final class Algorithms {

  private static final BigInteger PSS_SALT = BigInteger.valueOf(32);

  private Algorithms() {}

  /** Hash of a suite, parameters absent (RFC 5754, 2). */
  public static AlgorithmIdentifier digest(SignatureSuite suite) {
    return new AlgorithmIdentifier(digestOid(suite));
  }

  /** Signature of a suite (RFC 5758, 3.2; RFC 4055, 3.1; GM/T 0006). */
  public static AlgorithmIdentifier signature(SignatureSuite suite) {
    return switch (suite) {
      case ICAO_P256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      case ICAO_P384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
      case ICAO_RSAPSS ->
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, pssParameters());
      case GM_SM2 -> new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign_with_sm3);
    };
  }

  private static RSASSAPSSparams pssParameters() {
    AlgorithmIdentifier sha256 =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    return new RSASSAPSSparams(
        sha256,
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
        new ASN1Integer(PSS_SALT),
        RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
  }

  private static ASN1ObjectIdentifier digestOid(SignatureSuite suite) {
    return switch (suite) {
      case ICAO_P256, ICAO_RSAPSS -> NISTObjectIdentifiers.id_sha256;
      case ICAO_P384 -> NISTObjectIdentifiers.id_sha384;
      case GM_SM2 -> GMObjectIdentifiers.sm3;
    };
  }

  /** Whether it names the suite's hash, with parameters absent or NULL. */
  public static boolean isDigest(SignatureSuite suite, AlgorithmIdentifier found) {
    return found.getAlgorithm().equals(digestOid(suite)) && noParameters(found);
  }

  /** Whether it names the suite's signature with exactly the suite's parameters. */
  public static boolean isSignature(SignatureSuite suite, AlgorithmIdentifier found) {
    if (!found.getAlgorithm().equals(signature(suite).getAlgorithm())) {
      return false;
    }
    return suite == SignatureSuite.ICAO_RSAPSS ? isPss(found.getParameters()) : noParameters(found);
  }

  private static boolean isPss(ASN1Encodable parameters) {
    if (parameters == null) {
      return false;
    }
    RSASSAPSSparams pss = RSASSAPSSparams.getInstance(parameters);
    AlgorithmIdentifier mask = pss.getMaskGenAlgorithm();
    return isDigest(SignatureSuite.ICAO_RSAPSS, pss.getHashAlgorithm())
        && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
        && isDigest(
            SignatureSuite.ICAO_RSAPSS, AlgorithmIdentifier.getInstance(mask.getParameters()))
        && pss.getSaltLength().equals(PSS_SALT)
        && pss.getTrailerField().equals(BigInteger.ONE);
  }

  private static boolean noParameters(AlgorithmIdentifier found) {
    return found.getParameters() == null || DERNull.INSTANCE.equals(found.getParameters());
  }
}
