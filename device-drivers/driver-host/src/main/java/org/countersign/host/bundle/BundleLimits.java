package org.countersign.host.bundle;

/**
 * How large a bundle may be; beyond it nothing is read.
 *
 * @param files most files
 * @param fileBytes most bytes of one file, unpacked
 * @param totalBytes most bytes of all, unpacked
 * @param pathLength most characters of a file's path inside
 * @param depth most folders one below the other
 */
public record BundleLimits(int files, long fileBytes, long totalBytes, int pathLength, int depth) {

  /** What the gateway takes. */
  public static final BundleLimits USUAL = new BundleLimits(512, 64L << 20, 128L << 20, 160, 6);
}
