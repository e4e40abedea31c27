package org.countersign.host.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of a bundle's files with their SHA-256, in the form that {@code sha256sum} writes and
 * checks: 64 lower-case hexadecimal digits, two spaces, the path, a line feed; sorted by path. It
 * lists every file but itself and its signature.
 *
 * @param digests by path
 */
public record FileListing(SortedMap<String, String> digests) {

  /** Name of the list, at the top of a bundle. */
  public static final String FILE = "files.sha256";

  /** Name of its signature. */
  public static final String SIGNATURE = "files.sha256.p7s";

  private static final Set<String> NOT_LISTED = Set.of(FILE, SIGNATURE);
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
  private static final int LARGEST = 1 << 20;
  private static final int MOST_TOLD = 20;

  /**
   * What the files in a folder are now.
   *
   * @throws BundleRefused if the folder is no bundle's
   */
  public static FileListing of(Path folder) throws BundleRefused, IOException {
    return of(BundleFiles.list(folder, BundleLimits.USUAL));
  }

  static FileListing of(BundleFiles files) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String path : files.paths()) {
      if (!NOT_LISTED.contains(path)) {
        digests.put(path, digest(files.path(path)));
      }
    }
    return new FileListing(digests);
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[65_536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Reads a list strictly.
   *
   * @throws BundleRefused if it is not as it would be written
   */
  static FileListing read(byte[] bytes) throws BundleRefused {
    SortedMap<String, String> digests = new TreeMap<>();
    if (bytes.length <= LARGEST) {
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
          digests.put(parts.group(2), parts.group(1));
        }
      }
    }
    FileListing listing = new FileListing(digests);
    if (!Arrays.equals(listing.bytes(), bytes)) {
      throw new BundleRefused(
          BundleRefused.Reason.ALTERED,
          FILE
              + " is not as sha256sum writes it, sorted by path and each file once; make it anew"
              + " with countersign driver sign");
    }
    return listing;
  }

  /** As it stands in the file. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder();
    digests.forEach((path, digest) -> text.append(digest).append("  ").append(path).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What differs between this list and the files that are there, as sentences. */
  List<String> differences(FileListing there) {
    List<String> differences = new ArrayList<>();
    Set<String> paths = new TreeSet<>(digests.keySet());
    paths.addAll(there.digests.keySet());
    for (String path : paths) {
      String signed = digests.get(path);
      String found = there.digests.get(path);
      if (signed == null) {
        differences.add(path + " is not in " + FILE);
      } else if (found == null) {
        differences.add(path + " is missing");
      } else if (!signed.equals(found)) {
        differences.add(path + " is not what " + FILE + " says");
      }
    }
    return differences.size() <= MOST_TOLD
        ? differences
        : withRest(differences.subList(0, MOST_TOLD), differences.size() - MOST_TOLD);
  }

  private static List<String> withRest(List<String> told, int rest) {
    List<String> all = new ArrayList<>(told);
    all.add("and " + rest + " more");
    return all;
  }
}
