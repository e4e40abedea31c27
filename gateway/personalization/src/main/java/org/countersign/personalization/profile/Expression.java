package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;

/**
 * How bytes for the card are made: a closed set, no scripts. What each form means in JSON is in
 * {@code docs/profiles.md}.
 */
public sealed interface Expression {

  /** Fixed bytes. */
  record Literal(Bytes value) implements Expression {}

  /** A text from the application, the profile or the job, in a character set. */
  record Text(TextSource source, Charset charset) implements Expression {}

  /** An attachment as it came. */
  record AttachmentBytes(String name) implements Expression {}

  /** The parts one after the other. */
  record Concat(List<Expression> parts) implements Expression {
    public Concat {
      parts = List.copyOf(parts);
    }
  }

  /** BER-TLV object (ISO 7816-4, 5.2.2). */
  record TlvObject(int tag, Expression value) implements Expression {}

  /** Data grouping (EMV CPS 1.1, 2.1): 2-byte id, length of 1 byte or FF and 2 bytes, value. */
  record DataGrouping(int id, Expression value) implements Expression {}

  /**
   * Fills up to a size.
   *
   * @param size exact size, or the multiple of it where {@code multiple}
   * @param iso whether 80 stands before the filling (ISO/IEC 9797-1 method 2)
   */
  record Pad(Expression value, int size, boolean multiple, int with, boolean left, boolean iso)
      implements Expression {}

  /** A record of fixed size with fields at fixed offsets; gaps hold the filling byte. */
  record Layout(int size, int fill, List<LayoutField> fields) implements Expression {
    public Layout {
      fields = List.copyOf(fields);
    }
  }

  /** A field of a {@link Layout}: at most {@code size} bytes from {@code at} on. */
  record LayoutField(int at, int size, Expression value) {}

  /** The code that a list of the profile gives for a text. */
  record Code(String list, TextSource source) implements Expression {}

  /** A date in another form. */
  record Day(TextSource source, DayFormat format) implements Expression {}

  /** Machine readable zone TD1 (ICAO 9303-5, 4.2): 90 bytes. */
  record MrzTd1(
      TextSource documentCode,
      TextSource issuingState,
      TextSource documentNumber,
      Optional<TextSource> optional1,
      TextSource birthDate,
      TextSource sex,
      TextSource expiryDate,
      TextSource nationality,
      Optional<TextSource> optional2,
      TextSource familyName,
      Optional<TextSource> givenNames)
      implements Expression {}

  /** Face record (ISO/IEC 19794-5:2005) around a JPEG attachment. */
  record FaceRecord(String attachment, Optional<TextSource> sex) implements Expression {}

  /** Template whose first object is a tag list 5C of the objects that follow (9303-10, 4.7.11). */
  record TagListTemplate(int tag, List<TlvObject> fields) implements Expression {
    public TagListTemplate {
      fields = List.copyOf(fields);
    }
  }

  /** First tag byte of each file that is present, as EF.COM lists them (9303-10, 4.6.1). */
  record FileTags(List<String> files) implements Expression {
    public FileTags {
      files = List.copyOf(files);
    }
  }

  /** Content of a file of the profile. */
  record FileContent(String file) implements Expression {}

  /** A named value of the profile. */
  record NamedValue(String name) implements Expression {}

  /** Number of bytes of something, big endian. */
  record SizeOf(Expression value, int bytes) implements Expression {}

  /** Something behind its own length, big endian. */
  record LengthPrefixed(Expression value, int bytes) implements Expression {}

  /**
   * File control parameters 62 (ISO 7816-4, 5.3.3): 83 fid, 80 size, 88 short identifier, then
   * whatever else the profile says.
   */
  record FileControl(String file, Expression and) implements Expression {}

  /** Digest. */
  record Hash(String algorithm, Expression value) implements Expression {}

  /** Document basic access keys K_Enc and K_Mac of an MRZ (9303-11, 4.3.2): 32 bytes. */
  record BacKeys(String mrzValue) implements Expression {}

  /** The chip's own number. */
  record ChipNumber() implements Expression {}

  /** Something encrypted under a key, no padding of its own, zero initial vector. */
  record Encrypted(Expression value, KeyName under, Cipher cipher) implements Expression {}

  /** A key encrypted under another one. Keys leave the key source in no other form. */
  record WrappedKey(KeyName key, KeyName under, Cipher cipher) implements Expression {}

  /** First three bytes of a block of 01 (or 00) encrypted under a key. */
  record KeyCheckValue(KeyName key, int block) implements Expression {}

  /** The value, or nothing if the element is absent. */
  record IfPresent(String element, Expression value) implements Expression {}

  /** The signed object. */
  record SignedObject() implements Expression {}

  /** Where a text comes from. */
  sealed interface TextSource {}

  /** {@code data.NAME}. */
  record FromData(String name) implements TextSource {}

  /** {@code constants.NAME}. */
  record FromConstant(String name) implements TextSource {}

  /** {@code serial}. */
  record FromSerial() implements TextSource {}

  /** {@code today}: day of issue. */
  record FromToday() implements TextSource {}

  /** {@code suite}: the signature suite in use. */
  record FromSuite() implements TextSource {}

  /** {@code 'text'}. */
  record FromLiteral(String text) implements TextSource {}

  /** Character sets of cards. */
  enum Charset {
    ASCII,
    UTF8,
    /** Two bytes a character, little endian (GA/T 490). */
    UCS2LE,
    /** Two bytes a character, big endian. */
    UCS2BE,
    /** GB 18030. */
    GB18030
  }

  /** Forms of a date. */
  enum DayFormat {
    /** 8 digits yyyyMMdd. */
    TEXT_8,
    /** 6 digits yyMMdd. */
    TEXT_6,
    /** 10 characters yyyy-MM-dd. */
    ISO,
    /** 4 bytes of binary coded decimals. */
    BCD_4
  }

  /** Ciphers for {@link Encrypted} and {@link WrappedKey}. */
  enum Cipher {
    AES_CBC,
    AES_ECB
  }

  /**
   * A card's key: key set of the profile and role in it.
   *
   * @param set name in the profile's {@code keys}
   * @param role for example {@code enc}
   */
  record KeyName(String set, String role) {
    @Override
    public String toString() {
      return set + "." + role;
    }
  }

  /** Where the input of a key's derivation comes from. */
  enum DiversificationInput {
    NONE,
    /** Key diversification data of INITIALIZE UPDATE. */
    CHANNEL,
    CHIP_ID
  }

  /** How the keys of a set become a card's own. */
  record KeySet(String name, Diversification method, DiversificationInput input, int keyBytes) {}
}
