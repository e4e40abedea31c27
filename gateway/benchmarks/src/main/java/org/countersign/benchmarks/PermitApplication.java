package org.countersign.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An application for a residence permit with a portrait of a given size. */
final class PermitApplication {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int START_OF_IMAGE = 2;
  private static final int SEGMENT_HEADER = 4;

  private PermitApplication() {}

  /**
   * The first example whose portrait is not larger, its portrait brought to the size by a comment.
   *
   * @param examples applications, one a line
   * @param portraitBytes size of the JPEG file
   * @return JSON of countersign.v1.Application, without an id
   * @throws IOException if no example's portrait fits
   */
  static byte[] withPortraitOf(Path examples, int portraitBytes) throws IOException {
    try (Stream<String> lines = Files.lines(examples)) {
      for (String line : (Iterable<String>) lines::iterator) {
        ObjectNode application = (ObjectNode) JSON.readTree(line);
        JsonNode portrait = application.at("/attachments/portrait");
        int missing = portraitBytes - portrait.binaryValue().length;
        if (missing == 0 || missing >= SEGMENT_HEADER) {
          application.remove("id");
          ((ObjectNode) application.get("attachments"))
              .put("portrait", grown(portrait.binaryValue(), missing));
          return JSON.writeValueAsBytes(application);
        }
      }
    }
    throw new IOException("no portrait of at most " + portraitBytes + " bytes in " + examples);
  }

  /** A COM segment behind SOI: FF FE, its length without these two bytes, zeros (T.81, B.2.4.5). */
  private static byte[] grown(byte[] jpeg, int by) {
    if (by == 0) {
      return jpeg;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(jpeg.length + by);
    out.write(jpeg, 0, START_OF_IMAGE);
    out.write(0xFF);
    out.write(0xFE);
    out.write((by - 2) >> 8);
    out.write(by - 2);
    out.writeBytes(new byte[by - SEGMENT_HEADER]);
    out.write(jpeg, START_OF_IMAGE, jpeg.length - START_OF_IMAGE);
    return out.toByteArray();
  }
}
