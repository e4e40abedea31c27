package org.countersign.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Media types of an API, and what a caller accepts of them (RFC 9110, 12.5.1). */
public final class MediaType {

  public static final String JSON = "application/json";
  public static final String PROTOBUF = "application/x-protobuf";
  public static final String PROBLEM = "application/problem+json";
  public static final String EVENTS = "text/event-stream";
  public static final String HTML = "text/html";
  public static final String PROMETHEUS = "text/plain";

  private MediaType() {}

  /**
   * The offered type that the caller likes best; the first of equals.
   *
   * @param accept the Accept field; null takes anything
   */
  static Optional<String> choose(@Nullable String accept, List<String> offered) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(offered.getFirst());
    }
    String best = null;
    double bestQuality = 0;
    for (String type : offered) {
      double quality = quality(accept, type);
      if (quality > bestQuality) {
        bestQuality = quality;
        best = type;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The type without parameters, in lower case, if its charset is absent or UTF-8. */
  static Optional<String> ofContent(@Nullable String contentType) {
    if (contentType == null) {
      return Optional.empty();
    }
    String[] parts = contentType.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return Optional.empty();
      }
    }
    return Optional.of(parts[0].strip().toLowerCase(Locale.ROOT));
  }

  /**
   * How much a caller likes a coding (RFC 9110, 12.5.3).
   *
   * @param accepted the Accept-Encoding field
   * @param coding in lower case
   */
  static double weight(String accepted, String coding) {
    double any = 0;
    for (String element : accepted.split(",", -1)) {
      String[] parts = element.split(";", -1);
      String name = parts[0].strip().toLowerCase(Locale.ROOT);
      if (name.equals(coding)) {
        return weight(parts);
      }
      any = name.equals("*") ? weight(parts) : any;
    }
    return any;
  }

  /** Quality of the most specific range that covers the type. */
  private static double quality(String accept, String type) {
    int specificity = -1;
    double quality = 0;
    for (String element : accept.split(",", -1)) {
      String[] parts = element.split(";", -1);
      int candidate = specificity(parts[0].strip().toLowerCase(Locale.ROOT), type);
      if (candidate > specificity) {
        specificity = candidate;
        quality = weight(parts);
      }
    }
    return quality;
  }

  private static int specificity(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    String family = type.substring(0, type.indexOf('/')) + "/*";
    return range.equals(family) ? 1 : range.equals("*/*") ? 0 : -1;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        return number(parameter.substring(2));
      }
    }
    return 1;
  }

  private static double number(String text) {
    return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
