package org.countersign.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of an EF.SOD as openssl's ASN.1 parser finds them (RFC 5652, 5.1 and 5.3), so that
 * neither our code nor the library that signs takes part in judging them.
 *
 * @param cms the message without tag 77
 * @param certificate the document signer's, DER
 * @param signedAttributes as they are signed: a SET OF (31), not the [0] of the message
 */
record SignedObject(byte[] cms, byte[] certificate, byte[] signedAttributes, byte[] signature) {

  static SignedObject of(byte[] sod, OpenSsl openssl) throws IOException, InterruptedException {
    byte[] cms = withoutTag77(sod);
    List<OpenSsl.Element> elements = openssl.elements(cms);
    byte[] attributes = last(elements, 5, "cont [ 0 ]").in(cms);
    attributes[0] = 0x31;
    byte[] octets = last(elements, 5, "OCTET STRING").in(cms);
    return new SignedObject(cms, certificate(elements).in(cms), attributes, content(octets));
  }

  /** {@code openssl dgst -sm3 -verify}; leaves the certificate as {@code dsc.pem}. */
  OpenSsl.Result verifySm2(OpenSsl openssl, String distid)
      throws IOException, InterruptedException {
    openssl.write("dsc.der", certificate);
    openssl.run("x509", "-inform", "DER", "-in", "dsc.der", "-out", "dsc.pem");
    openssl.write(
        "dsc.pub",
        openssl.run("x509", "-in", "dsc.pem", "-noout", "-pubkey").output().getBytes(US_ASCII));
    openssl.write("attributes.der", signedAttributes);
    openssl.write("signature.der", signature);
    return openssl.run(
        "dgst",
        "-sm3",
        "-verify",
        "dsc.pub",
        "-sigopt",
        distid,
        "-signature",
        "signature.der",
        "attributes.der");
  }

  /** EF.SOD is 77 LL .. around the CMS (ICAO 9303-10, 4.6.2). */
  static byte[] withoutTag77(byte[] sod) {
    return content(sod);
  }

  /** certificates [0] stands in SignedData; the first element in it is one. */
  private static OpenSsl.Element certificate(List<OpenSsl.Element> elements) {
    int certificates = elements.indexOf(last(elements, 3, "cont [ 0 ]"));
    return elements.get(certificates + 1);
  }

  private static OpenSsl.Element last(List<OpenSsl.Element> elements, int depth, String type) {
    return elements.stream()
        .filter(e -> e.depth() == depth && e.type().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static byte[] content(byte[] tlv) {
    int lengthBytes = (tlv[1] & 0x80) != 0 ? 1 + (tlv[1] & 0x7F) : 1;
    return Arrays.copyOfRange(tlv, 1 + lengthBytes, tlv.length);
  }
}
