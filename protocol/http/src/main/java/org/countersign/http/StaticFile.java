package org.countersign.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A file in memory, in both its forms. Each form has its own entity tag (RFC 9110, 8.8.3.3).
 *
 * @param plain as it is
 * @param small in gzip; empty if that is not smaller
 */
record StaticFile(Form plain, Optional<Form> small) {

  /** What is sent to who has it not, and to who has. */
  private record Form(String tag, Reply whole, Reply known) {}

  static StaticFile of(String type, byte[] body, Map<String, String> headers) {
    String digest = digest(body);
    boolean text = Compression.isText(type);
    Reply whole = new Reply(200, text ? type + "; charset=utf-8" : type, body, headers);
    if (text) {
      whole = whole.with("Vary", "Accept-Encoding");
    }
    byte[] packed = text ? Compression.gzip(body) : body;
    Optional<Form> small =
        packed.length < body.length
            ? Optional.of(
                form(
                    "\"" + digest + "-gzip\"",
                    new Reply(200, whole.contentType(), packed, whole.headers())
                        .with("Content-Encoding", "gzip")))
            : Optional.empty();
    return new StaticFile(form("\"" + digest + "\"", whole), small);
  }

  private static Form form(String tag, Reply whole) {
    Reply tagged = whole.with("ETag", tag);
    return new Form(tag, tagged, new Reply(304, "", new byte[0], tagged.headers()));
  }

  Reply answer(Request request) {
    RequestHead head = request.head();
    Form form = small.filter(packed -> Compression.isAccepted(head)).orElse(plain);
    return isKnown(head, form.tag) ? form.known : form.whole;
  }

  /** If-None-Match (RFC 9110, 13.1.2). */
  private static boolean isKnown(RequestHead head, String tag) {
    for (String field : head.headers("If-None-Match")) {
      for (String one : field.split(",", -1)) {
        String known = one.strip();
        if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String digest(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
