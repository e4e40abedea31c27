package org.countersign.host.bundle;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.driver.DriverDescriptor;
import org.countersign.host.bundle.BundleRefused.Reason;
import org.countersign.host.bundle.BundleSignatures.Verdict;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;

/**
 * What a vendor delivers: a folder with {@value Manifest#FILE}, the driver's jars in {@code lib/},
 * the list of all files {@value FileListing#FILE} and its signature {@value FileListing#SIGNATURE}.
 * A bundle that was read is whole and, unless {@link #origin()} says otherwise, signed by somebody
 * who may.
 *
 * @param folder where it is
 * @param manifest what it says of itself
 * @param jars the driver's, sorted
 * @param origin who answers for its files
 */
public record Bundle(Path folder, Manifest manifest, List<Path> jars, Origin origin) {

  /** Least level of the driver interface that is still served. */
  public static final int LEAST_API_LEVEL = 1;

  /** Who answers for a bundle's files. */
  public sealed interface Origin {
    /** They came with the gateway and are as good as its own. */
    record Shipped() implements Origin {}

    /** A vendor whom the station trusts. */
    record Signed(String signer) implements Origin {}

    /** Nobody: developer mode. {@code why} says what would have been the reason to refuse it. */
    record Unsigned(String why) implements Origin {}
  }

  /** What is asked of a bundle. */
  public enum Trust {
    /** Its signature. */
    SIGNATURE,
    /** Its signature, but a bundle without a good one is taken and says so: developer mode. */
    UNSIGNED_TOO,
    /** Nothing: it is a part of the installation. */
    SHIPPED
  }

  public Bundle {
    jars = List.copyOf(jars);
  }

  /**
   * Reads and judges a folder; runs none of its code.
   *
   * @throws BundleRefused with everything that is wrong for the first reason that applies
   * @throws IOException if a file cannot be read
   */
  public static Bundle read(Path folder, Trust trust, BundleSignatures signatures)
      throws BundleRefused, IOException {
    return read(folder, trust, signatures, BundleLimits.USUAL);
  }

  static Bundle read(Path folder, Trust trust, BundleSignatures signatures, BundleLimits limits)
      throws BundleRefused, IOException {
    BundleFiles files = BundleFiles.list(folder, limits);
    Origin origin = origin(files, trust, signatures);
    Manifest manifest = manifest(folder);
    requireApiLevel(manifest.apiLevel());
    List<Path> jars =
        files.paths().stream()
            .filter(path -> path.startsWith("lib/") && path.endsWith(".jar"))
            .map(files::path)
            .toList();
    if (jars.isEmpty()) {
      throw new BundleRefused(Reason.FORM, "there is no jar in its folder lib");
    }
    return new Bundle(folder, manifest, jars, origin);
  }

  private static Origin origin(BundleFiles files, Trust trust, BundleSignatures signatures)
      throws BundleRefused, IOException {
    if (trust == Trust.SHIPPED) {
      return new Origin.Shipped();
    }
    try {
      return signed(files, signatures);
    } catch (BundleRefused e) {
      if (trust == Trust.UNSIGNED_TOO) {
        return new Origin.Unsigned(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static Origin signed(BundleFiles files, BundleSignatures signatures)
      throws BundleRefused, IOException {
    if (!files.paths().contains(FileListing.FILE)
        || !files.paths().contains(FileListing.SIGNATURE)) {
      throw new BundleRefused(
          Reason.UNSIGNED,
          "it is not signed: "
              + FileListing.FILE
              + " and "
              + FileListing.SIGNATURE
              + " must be there; ask its vendor for a signed one");
    }
    byte[] listing = Files.readAllBytes(files.path(FileListing.FILE));
    byte[] signature = Files.readAllBytes(files.path(FileListing.SIGNATURE));
    Verdict verdict = signatures.judge(listing, signature);
    if (verdict instanceof Verdict.Refused refused) {
      throw new BundleRefused(Reason.SIGNATURE, "its signature is not taken: " + refused.why());
    }
    List<String> differences = FileListing.read(listing).differences(FileListing.of(files));
    if (!differences.isEmpty()) {
      throw new BundleRefused(Reason.ALTERED, differences);
    }
    return new Origin.Signed(((Verdict.SignedBy) verdict).signer());
  }

  private static Manifest manifest(Path folder) throws BundleRefused {
    Problems problems = new Problems();
    Optional<Manifest> manifest = Manifest.read(folder, problems);
    if (manifest.isEmpty()) {
      List<String> told = new ArrayList<>();
      for (ConfigProblem problem : problems.all()) {
        told.add(problem.toString());
      }
      throw new BundleRefused(Reason.MANIFEST, told);
    }
    return manifest.get();
  }

  /**
   * Refuses a driver of another level than this gateway serves.
   *
   * @throws BundleRefused {@link Reason#API_LEVEL}
   */
  public static void requireApiLevel(int level) throws BundleRefused {
    if (level > DriverDescriptor.API_LEVEL) {
      throw new BundleRefused(
          Reason.API_LEVEL,
          "it needs driver API level "
              + level
              + ", this gateway has "
              + DriverDescriptor.API_LEVEL
              + ": install a newer gateway or an older driver");
    }
    if (level < LEAST_API_LEVEL) {
      throw new BundleRefused(
          Reason.API_LEVEL,
          "it was written for driver API level "
              + level
              + ", this gateway serves "
              + LEAST_API_LEVEL
              + " and up: install a newer driver");
    }
  }

  /** A loader of its own for its code. */
  public DriverClassLoader loader(ClassLoader host) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return new DriverClassLoader(manifest.id(), urls, host);
  }
}
