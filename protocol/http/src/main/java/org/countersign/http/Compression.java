package org.countersign.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Sends text in gzip to callers that ask for it (RFC 9110, 12.5.3). */
final class Compression {

  /** Bytes below which a body is sent as it is: nothing to win. */
  static final int LEAST = 1_024;

  private static final String GZIP = "gzip";

  private Compression() {}

  /** The answer in the form that the caller likes. */
  static Reply of(Reply reply, RequestHead head) {
    if (!isText(reply.contentType())
        || reply.body().length <= LEAST
        || reply.headers().containsKey("Content-Encoding")) {
      return reply;
    }
    Reply varying = reply.with("Vary", "Accept-Encoding");
    if (!isAccepted(head)) {
      return varying;
    }
    return new Reply(
            varying.status(), varying.contentType(), gzip(varying.body()), varying.headers())
        .with("Content-Encoding", GZIP);
  }

  /** Whether the caller takes gzip. */
  static boolean isAccepted(RequestHead head) {
    List<String> fields = head.headers("Accept-Encoding");
    return !fields.isEmpty() && MediaType.weight(String.join(",", fields), GZIP) > 0;
  }

  static boolean isText(String contentType) {
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.startsWith(MediaType.JSON)
        || type.startsWith(MediaType.PROBLEM)
        || type.startsWith("image/svg+xml");
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
