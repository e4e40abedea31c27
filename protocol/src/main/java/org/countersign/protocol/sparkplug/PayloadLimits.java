package org.countersign.protocol.sparkplug;

/**
 * What a received payload may cost.
 *
 * @param bytes largest payload
 * @param metrics most metrics
 * @param properties most properties of one metric
 * @param nameChars longest metric or property name
 * @param textChars longest text value
 */
public record PayloadLimits(int bytes, int metrics, int properties, int nameChars, int textChars) {

  /** For a command to a station: few metrics, short values. */
  public static final PayloadLimits COMMAND = new PayloadLimits(16 * 1024, 64, 16, 256, 4 * 1024);

  /** For a birth as a host receives it. */
  public static final PayloadLimits HOST =
      new PayloadLimits(1024 * 1024, 10_000, 32, 512, 64 * 1024);
}
