package org.countersign.trust.suite;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a card is signed. It is a property of the card profile, by name; the code treats all alike.
 *
 * <p>The first three are algorithms of ICAO 9303-12, 4.1.6. SM2 with SM3 (GB/T 32918, GB/T 32905)
 * is a national profile: no generic inspection system verifies it.
 */
public enum SignatureSuite {
  /** ECDSA on P-256 with SHA-256. */
  ICAO_P256("ICAO-P256", "SHA-256"),
  /** ECDSA on P-384 with SHA-384. */
  ICAO_P384("ICAO-P384", "SHA-384"),
  /** RSASSA-PSS, modulus of 3072 bits or more, SHA-256, MGF1 with SHA-256, salt of 32 bytes. */
  ICAO_RSAPSS("ICAO-RSAPSS", "SHA-256"),
  /** SM2 on sm2p256v1 with SM3; the signer's id is {@value #SM2_ID} (GB/T 35276). */
  GM_SM2("GM-SM2", "SM3");

  /** The id that enters every SM2 signature, 16 bytes of ASCII (GB/T 35276). */
  public static final String SM2_ID = "1234567812345678";

  private final String suiteName;
  private final String digestName;

  SignatureSuite(String suiteName, String digestName) {
    this.suiteName = suiteName;
    this.digestName = digestName;
  }

  /** The name in profiles and configuration, for example {@code ICAO-P256}. */
  public String suiteName() {
    return suiteName;
  }

  /** JCA name of the hash over data groups and over the signed object. */
  public String digestName() {
    return digestName;
  }

  /** Bytes of a hash. */
  public int digestSize() {
    return this == ICAO_P384 ? 48 : 32;
  }

  /** Every name, in the order of the enum. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SignatureSuite::suiteName).toList();
  }

  /**
   * The suite of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public static SignatureSuite of(String name) {
    return Arrays.stream(values())
        .filter(s -> s.suiteName.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "signature suite \""
                    + name
                    + "\" is not known; one of "
                    + names().stream().collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return suiteName;
  }
}
