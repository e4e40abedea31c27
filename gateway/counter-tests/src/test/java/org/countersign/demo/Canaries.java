package org.countersign.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * An applicant every element of whom is random and belongs to nobody, so that any trace of it is a
 * trace of the job.
 *
 * @param data elements by name, each of them a canary
 * @param portrait a JPEG whose first 4 KB are random comments
 */
record Canaries(String job, Map<String, String> data, byte[] portrait) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LETTERS = 14;
  private static final int COMMENTS = 4;
  private static final int COMMENT = 1_100;
  private static final int PIECE = 18;

  /** Made up for a job. */
  static Canaries of(String job, RandomGenerator chance) {
    Map<String, String> data = new TreeMap<>();
    data.put("familyName", letters(chance, 'A', 26));
    data.put("givenNames", letters(chance, 'A', 26));
    data.put("personalNumber", letters(chance, 'A', 26));
    data.put("nativeName", letters(chance, '\u4e00', 0x5000));
    data.put("birthPlace", letters(chance, '\u4e00', 0x5000));
    data.put("address", letters(chance, '\u4e00', 0x5000));
    return new Canaries(job, data, portrait(chance));
  }

  private static String letters(RandomGenerator chance, char first, int of) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) {
      text.append((char) (first + chance.nextInt(of)));
    }
    return text.toString();
  }

  /** SOI, comments (FF FE, length 2 bytes, random), then an example's picture. */
  private static byte[] portrait(RandomGenerator chance) {
    byte[] picture = Base64.getDecoder().decode(example().at("/attachments/portrait").asText());
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.write(picture, 0, 2);
    for (int i = 0; i < COMMENTS; i++) {
      byte[] comment = new byte[COMMENT];
      chance.nextBytes(comment);
      jpeg.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFE});
      jpeg.writeBytes(new byte[] {(byte) (COMMENT + 2 >> 8), (byte) (COMMENT + 2)});
      jpeg.writeBytes(comment);
    }
    jpeg.write(picture, 2, picture.length - 2);
    return jpeg.toByteArray();
  }

  private static ObjectNode example() {
    try {
      return (ObjectNode)
          JSON.readTree(Files.readAllLines(Examples.file(Counter.PERMIT)).getFirst());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the API takes it. */
  byte[] application() throws IOException {
    ObjectNode application = example();
    application.remove("id");
    data.forEach(((ObjectNode) application.get("data"))::put);
    ((ObjectNode) application.get("attachments"))
        .put("portrait", Base64.getEncoder().encodeToString(portrait));
    return JSON.writeValueAsBytes(application);
  }

  /** Looks for all of it. */
  CanarySearch search() {
    Map<String, String> texts = new LinkedHashMap<>();
    data.forEach((name, value) -> texts.put(job + "'s " + name, value));
    Map<String, byte[]> pieces = new LinkedHashMap<>();
    for (int i = 0; i < COMMENTS; i++) {
      int at = 2 + i * (COMMENT + 4) + COMMENT / 2;
      pieces.put(job + "'s portrait at " + at, Arrays.copyOfRange(portrait, at, at + PIECE));
    }
    return new CanarySearch(texts, pieces);
  }
}
