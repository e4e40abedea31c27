package org.countersign.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for planted values in whatever bytes there are, in every form in which software writes them
 * down: UTF-8, UTF-16 of both byte orders, hex of both cases, base64 and base64url at each of their
 * three phases.
 */
final class CanarySearch {

  /** Shorter values would be found by chance, and their base64 would be too short to tell. */
  private static final int SHORTEST = 8;

  private static final int BUFFER = 1 << 20;

  /** Two bytes are the index, which most of any file does not pass. */
  private static final int INDEX = 1 << 16;

  private record Needle(String name, byte[] form) {}

  private final Needle[][] byStart = new Needle[INDEX][];
  private int longest;

  /**
   * Prepares the search.
   *
   * @param texts values by the name that a find is reported under
   * @param bytes binary values likewise
   */
  CanarySearch(Map<String, String> texts, Map<String, byte[]> bytes) {
    texts.forEach((name, text) -> {
      addBytes(name + " UTF-8", text.getBytes(StandardCharsets.UTF_8));
      for (Charset wide : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        add(name + " " + wide, text.getBytes(wide));
      }
    });
    bytes.forEach(this::addBytes);
  }

  private void addBytes(String name, byte[] value) {
    add(name, value);
    HexFormat hex = HexFormat.of();
    for (String text : List.of(hex.formatHex(value), hex.withUpperCase().formatHex(value))) {
      add(name + " as hex", text.getBytes(StandardCharsets.US_ASCII));
      add(name + " as hex in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
    }
    for (int phase = 0; phase < 3; phase++) {
      String text = base64(value, phase);
      add(name + " as base64", text.getBytes(StandardCharsets.US_ASCII));
      add(name + " as base64 in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
      add(
          name + " as base64",
          text.replace('+', '-').replace('/', '_').getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** The characters that do not depend on what is before and behind the value. */
  private static String base64(byte[] value, int phase) {
    byte[] shifted = new byte[phase + value.length];
    System.arraycopy(value, 0, shifted, phase, value.length);
    String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int whole = shifted.length / 3 * 4;
    return all.substring(phase == 0 ? 0 : 4, whole);
  }

  private void add(String name, byte[] form) {
    if (form.length < SHORTEST) {
      throw new IllegalArgumentException(name + " is too short to be looked for");
    }
    int start = (form[0] & 0xFF) << 8 | form[1] & 0xFF;
    Needle[] known = byStart[start] == null ? new Needle[0] : byStart[start];
    Needle[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = new Needle(name, form);
    byStart[start] = more;
    longest = Math.max(longest, form.length);
  }

  /** Names of what is in the bytes. */
  Set<String> in(byte[] bytes) {
    try {
      return in(new ByteArrayInputStream(bytes));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Names of what is in the text, however it is written. */
  Set<String> in(String text) {
    return in(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Names of what is in the file, and in its name. */
  Set<String> in(Path file) throws IOException {
    Set<String> found = new TreeSet<>(in(file.toString()));
    try (InputStream content = Files.newInputStream(file)) {
      found.addAll(in(content));
    } catch (NoSuchFileException gone) {
      // Between the listing and now; what is not there holds nothing.
    }
    return found;
  }

  /** What is in any file of the folder: the file and the names. */
  List<String> inFolder(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Set<String> names = in(file);
        if (!names.isEmpty()) {
          found.add(folder.relativize(file) + ": " + names);
        }
      }
    }
    return found;
  }

  /** Names of what is in the stream, to its end. */
  Set<String> in(InputStream content) throws IOException {
    Set<String> found = new TreeSet<>();
    byte[] window = new byte[BUFFER + longest];
    int kept = 0;
    InputStream in = new BufferedInputStream(content, BUFFER);
    int read;
    while ((read = in.readNBytes(window, kept, BUFFER)) > 0) {
      int end = kept + read;
      look(window, end, found);
      kept = Math.min(end, longest - 1);
      System.arraycopy(window, end - kept, window, 0, kept);
    }
    return found;
  }

  private void look(byte[] window, int end, Set<String> found) {
    for (int at = 0; at + 1 < end; at++) {
      Needle[] candidates = byStart[(window[at] & 0xFF) << 8 | window[at + 1] & 0xFF];
      if (candidates == null) {
        continue;
      }
      for (Needle needle : candidates) {
        int to = at + needle.form().length;
        if (to <= end && Arrays.equals(window, at, to, needle.form(), 0, needle.form().length)) {
          found.add(needle.name().toLowerCase(Locale.ROOT));
        }
      }
    }
  }
}
