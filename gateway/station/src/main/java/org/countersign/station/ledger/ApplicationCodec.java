package org.countersign.station.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;

/**
 * An application as bytes, the same for equal applications: version 1 (1 byte), profile, suite
 * (empty text for none), number of texts (4 bytes), names and values in the order of the names,
 * number of attachments, names and contents likewise. Everything has its length before it (4
 * bytes).
 */
final class ApplicationCodec {

  private static final int VERSION = 1;

  private ApplicationCodec() {}

  static byte[] encode(Application application) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      text(out, application.profile());
      text(out, application.suite().orElse(""));
      out.writeInt(application.data().size());
      for (var element : new TreeMap<>(application.data()).entrySet()) {
        text(out, element.getKey());
        text(out, element.getValue());
      }
      out.writeInt(application.attachments().size());
      for (var element : new TreeMap<>(application.attachments()).entrySet()) {
        text(out, element.getKey());
        bytes(out, element.getValue().toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Application decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new LedgerException("application of version " + version + "; this gateway knows 1");
      }
      String profile = text(in);
      String suite = text(in);
      Map<String, String> data = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        data.put(text(in), text(in));
      }
      Map<String, Bytes> attachments = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        attachments.put(text(in), Bytes.of(bytes(in)));
      }
      return new Application(
          profile, suite.isEmpty() ? Optional.empty() : Optional.of(suite), data, attachments);
    } catch (IOException e) {
      throw new LedgerException("an application in the ledger is cut short", e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
