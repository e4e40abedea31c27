package org.countersign.trust.signer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;

/** A file whose first line is a password or a PIN. */
final class SecretFile {

  private static final int MAX_BYTES = 1024;

  private SecretFile() {}

  /** The first line, without its end. The caller wipes it. */
  static char[] read(Path file) throws SignerException {
    byte[] bytes = bytes(file);
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    Arrays.fill(bytes, (byte) 0);
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    char[] secret = new char[end];
    text.get(secret);
    Arrays.fill(text.array(), '\0');
    if (end == 0) {
      throw new SignerException(file + " is empty; its first line should be the password or PIN");
    }
    return secret;
  }

  private static byte[] bytes(Path file) throws SignerException {
    if (!Files.isRegularFile(file)) {
      throw new SignerException("password or PIN file " + file + " is not there");
    }
    try {
      requirePrivate(file);
      if (Files.size(file) > MAX_BYTES) {
        throw new SignerException(file + " is longer than " + MAX_BYTES + " bytes: no password");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SignerException("password or PIN file " + file + " cannot be read", e);
    }
  }

  private static void requirePrivate(Path file) throws IOException, SignerException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new SignerException(file + " can be read by everyone; chmod 600 it");
    }
  }
}
