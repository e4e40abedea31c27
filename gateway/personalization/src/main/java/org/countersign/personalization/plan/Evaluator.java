package org.countersign.personalization.plan;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.data.DataException;
import org.countersign.personalization.data.FaceRecord;
import org.countersign.personalization.data.JpegImage;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.CardFile;
import org.countersign.personalization.profile.Expression;
import org.countersign.personalization.profile.Expression.KeyName;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Profile;

/** Makes bytes of expressions. One thread at a time. */
final class Evaluator {

  private static final int AES_BLOCK = 16;

  private final Profile profile;
  private final CardData data;
  private final Texts texts;
  private final RuntimeFacts facts;

  /** Contents that depend on the application alone, by file. */
  private final Map<String, Bytes> fixed;

  /** How often something of the card at hand was asked for. */
  private int factsUsed;

  Evaluator(Profile profile, CardData data, RuntimeFacts facts) {
    this(profile, data, facts, Map.of());
  }

  /**
   * Makes an evaluator.
   *
   * @param fixed what another one of the same profile and data found, see {@link #fixed()}
   */
  Evaluator(Profile profile, CardData data, RuntimeFacts facts, Map<String, Bytes> fixed) {
    this.profile = profile;
    this.data = data;
    this.texts = new Texts(profile, data);
    this.facts = facts;
    this.fixed = new HashMap<>(fixed);
  }

  RuntimeFacts facts() {
    return facts;
  }

  /** Contents of the files evaluated so far that are the same on whatever card. */
  Map<String, Bytes> fixed() {
    return Map.copyOf(fixed);
  }

  /** Whether an element that a part depends on is there; so is what depends on none. */
  boolean present(Optional<String> element) {
    return element.map(data::has).orElse(true);
  }

  boolean present(String file) {
    return profile.file(file).map(f -> present(f.ifPresent())).orElse(false);
  }

  /** Whole content of a file. */
  Bytes file(String name) throws FieldFailure {
    Optional<CardFile> file = profile.file(name);
    if (file.isEmpty() || !present(name)) {
      return Bytes.empty();
    }
    Bytes known = fixed.get(name);
    if (known != null) {
      return known;
    }
    int before = factsUsed;
    Bytes content = evaluate(file.get().content());
    if (factsUsed == before) {
      fixed.put(name, content);
    }
    return content;
  }

  /** Size of a file on the card. */
  int fileSize(CardFile file) throws FieldFailure {
    int size = file(file.name()).size();
    return file.size().orElse(size);
  }

  /** The lines of a machine readable zone. */
  List<String> mrz(String value) throws FieldFailure {
    if (profile.values().get(value) instanceof Expression.MrzTd1 mrz) {
      return texts.mrz(mrz);
    }
    throw new FieldFailure("values." + value, "is no machine readable zone");
  }

  Bytes evaluate(Expression expression) throws FieldFailure {
    return switch (expression) {
      case Expression.Literal e -> e.value();
      case Expression.Text e -> texts.encoded(e.source(), e.charset());
      case Expression.AttachmentBytes e -> attachment(e.name());
      case Expression.Concat e -> concat(e.parts());
      case Expression.TlvObject e -> Tlv.encode(e.tag(), evaluate(e.value()));
      case Expression.DataGrouping e -> grouping(e);
      case Expression.Pad e -> pad(e);
      case Expression.Layout e -> layout(e);
      case Expression.Code e -> texts.code(e.list(), e.source());
      case Expression.Day e -> texts.day(e.source(), e.format());
      case Expression.MrzTd1 e -> Bytes.utf8(String.join("", texts.mrz(e)));
      case Expression.FaceRecord e -> face(e);
      case Expression.TagListTemplate e -> template(e);
      case Expression.FileTags e -> fileTags(e);
      case Expression.FileContent e -> file(e.file());
      case Expression.NamedValue e -> named(e.name());
      case Expression.SizeOf e -> number(evaluate(e.value()).size(), e.bytes());
      case Expression.LengthPrefixed e -> prefixed(e);
      case Expression.FileControl e -> control(e);
      case Expression.Hash e -> hash(e.algorithm(), evaluate(e.value()));
      case Expression.BacKeys e -> BacKeyPair.of(mrz(e.mrzValue()));
      case Expression.ChipNumber e -> used().chipId();
      case Expression.Encrypted e -> encrypt(evaluate(e.value()), e.under(), e.cipher());
      case Expression.WrappedKey e -> wrap(e);
      case Expression.KeyCheckValue e -> keyCheckValue(e);
      case Expression.IfPresent e -> data.has(e.element()) ? evaluate(e.value()) : Bytes.empty();
      case Expression.SignedObject e -> used().signedObject();
    };
  }

  private RuntimeFacts used() {
    factsUsed++;
    return facts;
  }

  private Bytes attachment(String name) throws FieldFailure {
    Bytes bytes = data.attachments().get(name);
    if (bytes == null) {
      throw new FieldFailure("attachments." + name, "is needed by the profile, but absent");
    }
    return bytes;
  }

  private Bytes concat(List<Expression> parts) throws FieldFailure {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Expression part : parts) {
      all.writeBytes(evaluate(part).toArray());
    }
    return Bytes.of(all.toByteArray());
  }

  private Bytes named(String name) throws FieldFailure {
    Expression value = profile.values().get(name);
    return value == null ? Bytes.empty() : evaluate(value);
  }

  private Bytes grouping(Expression.DataGrouping e) throws FieldFailure {
    Bytes value = evaluate(e.value());
    Bytes id = Bytes.of(e.id() >> 8, e.id());
    return value.size() < 0xFF
        ? Bytes.concat(id, Bytes.of(value.size()), value)
        : Bytes.concat(id, Bytes.of(0xFF, value.size() >> 8, value.size()), value);
  }

  private Bytes pad(Expression.Pad e) throws FieldFailure {
    Bytes value = evaluate(e.value());
    if (e.iso()) {
      value = value.plus(Bytes.of(0x80));
    }
    int size = e.multiple() ? (value.size() + e.size() - 1) / e.size() * e.size() : e.size();
    if (value.size() > size) {
      throw new FieldFailure(
          Origin.of(profile, e.value()),
          "is " + value.size() + " bytes on the card; at most " + size);
    }
    Bytes filling = filled(size - value.size(), e.with());
    return e.left() ? filling.plus(value) : value.plus(filling);
  }

  private static Bytes filled(int size, int with) {
    byte[] all = new byte[size];
    Arrays.fill(all, (byte) with);
    return Bytes.of(all);
  }

  private Bytes layout(Expression.Layout e) throws FieldFailure {
    byte[] record = filled(e.size(), e.fill()).toArray();
    for (Expression.LayoutField field : e.fields()) {
      Bytes value = evaluate(field.value());
      if (value.size() > field.size()) {
        throw new FieldFailure(
            Origin.of(profile, field.value()),
            "is " + value.size() + " bytes on the card; at most " + field.size());
      }
      System.arraycopy(value.toArray(), 0, record, field.at(), value.size());
    }
    return Bytes.of(record);
  }

  private Bytes face(Expression.FaceRecord e) throws FieldFailure {
    Bytes jpeg = attachment(e.attachment());
    try {
      String sex = e.sex().isPresent() ? texts.text(e.sex().get()) : "";
      return FaceRecord.of(jpeg, JpegImage.read(jpeg), sex);
    } catch (DataException failure) {
      throw new FieldFailure("attachments." + e.attachment(), String.valueOf(failure.getMessage()));
    }
  }

  private Bytes template(Expression.TagListTemplate e) throws FieldFailure {
    List<Tlv> fields = new ArrayList<>();
    for (Expression.TlvObject field : e.fields()) {
      Bytes value = evaluate(field.value());
      if (!value.isEmpty()) {
        fields.add(new Tlv(field.tag(), value));
      }
    }
    Bytes tags = Bytes.empty();
    Bytes objects = Bytes.empty();
    for (Tlv field : fields) {
      Bytes encoded = field.encode();
      int tagSize = field.tag() > 0xFFFF ? 3 : field.tag() > 0xFF ? 2 : 1;
      tags = tags.plus(encoded.slice(0, tagSize));
      objects = objects.plus(encoded);
    }
    return Tlv.encode(e.tag(), Tlv.encode(0x5C, tags), objects);
  }

  private Bytes fileTags(Expression.FileTags e) throws FieldFailure {
    Bytes tags = Bytes.empty();
    for (String file : e.files()) {
      Bytes content = file(file);
      if (!content.isEmpty()) {
        tags = tags.plus(content.slice(0, 1));
      }
    }
    return tags;
  }

  private Bytes prefixed(Expression.LengthPrefixed e) throws FieldFailure {
    Bytes value = evaluate(e.value());
    if (value.size() >= 1 << 8 * e.bytes()) {
      throw new FieldFailure(
          Origin.of(profile, e.value()),
          "is " + value.size() + " bytes; too long for a length of " + e.bytes() + " bytes");
    }
    return number(value.size(), e.bytes()).plus(value);
  }

  private static Bytes number(int value, int bytes) {
    return Bytes.of(value >> 16, value >> 8, value).slice(3 - bytes, 3);
  }

  private Bytes control(Expression.FileControl e) throws FieldFailure {
    CardFile file =
        profile
            .file(e.file())
            .orElseThrow(() -> new FieldFailure("files." + e.file(), "does not exist"));
    int fid = file.fid().orElse(0);
    Bytes sfi =
        file.sfi().isPresent()
            ? Tlv.encode(0x88, Bytes.of(file.sfi().getAsInt() << 3))
            : Bytes.empty();
    return Tlv.encode(
        0x62,
        Tlv.encode(0x83, number(fid, 2)),
        Tlv.encode(0x80, number(fileSize(file), 2)),
        sfi,
        evaluate(e.and()));
  }

  static Bytes hash(String algorithm, Bytes value) {
    try {
      return Bytes.of(MessageDigest.getInstance(algorithm).digest(value.toArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private Bytes encrypt(Bytes value, KeyName under, Expression.Cipher cipher) throws FieldFailure {
    if (value.size() % AES_BLOCK != 0) {
      throw new FieldFailure(
          "keys." + under, "encrypts " + value.size() + " bytes; pad them to blocks of 16");
    }
    try (Secret key = key(under)) {
      byte[] secret = key.toArray();
      boolean cbc = cipher == Expression.Cipher.AES_CBC;
      Cipher aes = Cipher.getInstance(cbc ? "AES/CBC/NoPadding" : "AES/ECB/NoPadding");
      SecretKeySpec spec = new SecretKeySpec(secret, "AES");
      Arrays.fill(secret, (byte) 0);
      if (cbc) {
        aes.init(Cipher.ENCRYPT_MODE, spec, new IvParameterSpec(new byte[AES_BLOCK]));
      } else {
        aes.init(Cipher.ENCRYPT_MODE, spec);
      }
      return Bytes.of(aes.doFinal(value.toArray()));
    } catch (GeneralSecurityException e) {
      throw new FieldFailure("keys." + under, "is no AES key");
    }
  }

  private Bytes wrap(Expression.WrappedKey e) throws FieldFailure {
    try (Secret key = key(e.key())) {
      byte[] secret = key.toArray();
      Bytes value = Bytes.of(secret);
      Arrays.fill(secret, (byte) 0);
      return encrypt(value, e.under(), e.cipher());
    }
  }

  private Bytes keyCheckValue(Expression.KeyCheckValue e) throws FieldFailure {
    return encrypt(filled(AES_BLOCK, e.block()), e.key(), Expression.Cipher.AES_ECB).slice(0, 3);
  }

  /** A card's own key. */
  Secret key(KeyName name) throws FieldFailure {
    KeySet set = profile.keys().get(name.set());
    if (set == null) {
      throw new FieldFailure("keys." + name.set(), "does not exist");
    }
    Secret key;
    try {
      key =
          used()
              .key(
                  new KeySource.Request(
                      set.name(), name.role(), set.method(), diversificationInput(set)));
    } catch (KeyUnavailableException e) {
      throw new FieldFailure("keys." + name, String.valueOf(e.getMessage()));
    }
    if (key.size() != set.keyBytes()) {
      int size = key.size();
      key.close();
      throw new FieldFailure(
          "keys." + name, "is " + size + " bytes; the profile says " + set.keyBytes());
    }
    return key;
  }

  Bytes diversificationInput(KeySet set) {
    return switch (set.input()) {
      case NONE -> Bytes.empty();
      case CHANNEL -> facts.channelDiversification();
      case CHIP_ID -> facts.chipId();
    };
  }
}
