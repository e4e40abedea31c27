package org.countersign.trust.asn1;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Object identifiers that Bouncy Castle does not name, and ours. */
public final class Oids {

  /** id-icao-mrtd-security-ldsSecurityObject (ICAO 9303-10, 6.1). */
  public static final ASN1ObjectIdentifier LDS_SECURITY_OBJECT = oid("2.23.136.1.1.1");

  /** documentTypeList (ICAO 9303-12, 7.1.1.6). */
  public static final ASN1ObjectIdentifier DOCUMENT_TYPE_LIST = oid("2.23.136.1.1.6.2");

  /**
   * Extended key usage of ours: may sign card profiles. Under the UUID arc (ITU-T X.667), which
   * anyone may use without registration.
   */
  public static final ASN1ObjectIdentifier PROFILE_SIGNING =
      oid("2.25.32024492914812014107123633989991966113.1");

  /** Extended key usage of ours: may sign grants to issue cards. */
  public static final ASN1ObjectIdentifier GRANT_SIGNING =
      oid("2.25.32024492914812014107123633989991966113.2");

  /** Extended key usage of ours: may send keys of cards to stations. */
  public static final ASN1ObjectIdentifier CARD_KEY_SIGNING =
      oid("2.25.32024492914812014107123633989991966113.3");

  private Oids() {}

  private static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }
}
