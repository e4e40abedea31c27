package org.countersign.trust.cardkeys;

import java.io.IOException;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.countersign.trust.asn1.DerShape;
import org.countersign.trust.asn1.Refusal;

/**
 * A bundle in DER:
 *
 * <pre>
 * CardKeyBundle ::= SEQUENCE {
 *   version    INTEGER (1),
 *   station    UTF8String,
 *   job        UTF8String,
 *   notBefore  GeneralizedTime,
 *   notAfter   GeneralizedTime,
 *   cards      SEQUENCE SIZE (1..1000) OF SEQUENCE {
 *     chip     OCTET STRING (SIZE (1..32)),
 *     keys     SEQUENCE SIZE (1..32) OF SEQUENCE {
 *       set      UTF8String,
 *       role     UTF8String,
 *       version  INTEGER (1..255),
 *       value    OCTET STRING (SIZE (16 | 24 | 32)) } } }
 * </pre>
 */
final class BundleCodec {

  private static final int VERSION = 1;

  private BundleCodec() {}

  static byte[] encode(CardKeyBundle bundle) {
    ASN1EncodableVector cards = new ASN1EncodableVector();
    bundle.cards().forEach(card -> cards.add(encode(card)));
    ASN1EncodableVector whole = new ASN1EncodableVector();
    whole.add(new ASN1Integer(VERSION));
    whole.add(new DERUTF8String(bundle.station()));
    whole.add(new DERUTF8String(bundle.job()));
    whole.add(new DERGeneralizedTime(Date.from(bundle.notBefore())));
    whole.add(new DERGeneralizedTime(Date.from(bundle.notAfter())));
    whole.add(new DERSequence(cards));
    try {
      return new DERSequence(whole).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  private static DERSequence encode(CardKeyBundle.Card card) {
    ASN1EncodableVector keys = new ASN1EncodableVector();
    for (CardKey key : card.keys()) {
      ASN1EncodableVector fields = new ASN1EncodableVector();
      fields.add(new DERUTF8String(key.set()));
      fields.add(new DERUTF8String(key.role()));
      fields.add(new ASN1Integer(key.version()));
      fields.add(new DEROctetString(key.value()));
      keys.add(new DERSequence(fields));
    }
    ASN1EncodableVector whole = new ASN1EncodableVector();
    whole.add(new DEROctetString(HexFormat.of().parseHex(card.chip())));
    whole.add(new DERSequence(keys));
    return new DERSequence(whole);
  }

  /**
   * Reads a bundle.
   *
   * @throws Refusal if it is anything else; the message shows nothing of it
   */
  static CardKeyBundle decode(byte[] der) throws Refusal {
    try {
      DerShape.requireOne(der);
      ASN1Sequence whole = sequence(ASN1Primitive.fromByteArray(der), 6);
      BigInteger version = ASN1Integer.getInstance(whole.getObjectAt(0)).getValue();
      Refusal.unless(
          version.equals(BigInteger.valueOf(VERSION)),
          "keys of form " + version + ", and this gateway knows " + VERSION);
      List<CardKeyBundle.Card> cards = new ArrayList<>();
      for (Object card : ASN1Sequence.getInstance(whole.getObjectAt(5))) {
        cards.add(card(card));
      }
      return new CardKeyBundle(
          text(whole, 1), text(whole, 2), time(whole, 3), time(whole, 4), cards);
    } catch (IOException | ParseException | IllegalArgumentException | ArithmeticException e) {
      throw new Refusal("not a bundle of card keys");
    }
  }

  private static ASN1Sequence sequence(Object object, int size) {
    ASN1Sequence sequence = ASN1Sequence.getInstance(object);
    if (sequence.size() != size) {
      throw new IllegalArgumentException(sequence.size() + " members; " + size);
    }
    return sequence;
  }

  private static String text(ASN1Sequence sequence, int at) {
    return ASN1UTF8String.getInstance(sequence.getObjectAt(at)).getString();
  }

  private static Instant time(ASN1Sequence sequence, int at) throws ParseException {
    return ASN1GeneralizedTime.getInstance(sequence.getObjectAt(at)).getDate().toInstant();
  }

  private static CardKeyBundle.Card card(Object object) {
    ASN1Sequence fields = sequence(object, 2);
    byte[] chip = ASN1OctetString.getInstance(fields.getObjectAt(0)).getOctets();
    List<CardKey> keys = new ArrayList<>();
    for (Object key : ASN1Sequence.getInstance(fields.getObjectAt(1))) {
      keys.add(key(sequence(key, 4)));
    }
    return new CardKeyBundle.Card(HexFormat.of().formatHex(chip).toUpperCase(Locale.ROOT), keys);
  }

  private static CardKey key(ASN1Sequence fields) {
    byte[] value = ASN1OctetString.getInstance(fields.getObjectAt(3)).getOctets();
    try {
      return new CardKey(
          text(fields, 0),
          text(fields, 1),
          ASN1Integer.getInstance(fields.getObjectAt(2)).intValueExact(),
          value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
