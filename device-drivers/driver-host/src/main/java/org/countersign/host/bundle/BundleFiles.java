package org.countersign.host.bundle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files of a bundle's folder: regular ones alone, none reached over a symbolic link, none that
 * everybody may write.
 *
 * @param folder of the bundle
 * @param paths relative, with {@code /} between their parts, sorted
 */
record BundleFiles(Path folder, SortedSet<String> paths) {

  /**
   * Lists them.
   *
   * @throws BundleRefused naming every file that is not as it must be
   */
  static BundleFiles list(Path folder, BundleLimits limits) throws BundleRefused, IOException {
    Walk walk = new Walk(folder, limits);
    if (Files.isSymbolicLink(folder) || !Files.isDirectory(folder)) {
      throw new BundleRefused(BundleRefused.Reason.FORM, folder + " is no folder");
    }
    try {
      Files.walkFileTree(folder, walk);
    } catch (Refusing e) {
      throw e.refusal;
    }
    walk.problems.addAll(walk.names.problems());
    if (!walk.problems.isEmpty()) {
      throw new BundleRefused(BundleRefused.Reason.FORM, walk.problems);
    }
    return new BundleFiles(folder, walk.paths);
  }

  Path path(String path) {
    return folder.resolve(path);
  }

  /** Carries a refusal out of the walk. */
  private static final class Refusing extends IOException {
    private static final long serialVersionUID = 1L;
    final BundleRefused refusal;

    Refusing(BundleRefused refusal) {
      this.refusal = refusal;
    }
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    final Path folder;
    final BundleLimits limits;
    final BundlePath names;
    final SortedSet<String> paths = new TreeSet<>();
    final List<String> problems = new ArrayList<>();
    long total;

    Walk(Path folder, BundleLimits limits) {
      this.folder = folder;
      this.limits = limits;
      this.names = new BundlePath(limits);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
        throws IOException {
      Path relative = folder.relativize(dir);
      if (relative.getNameCount() > limits.depth()) {
        problems.add(relative + " is more than " + limits.depth() + " folders deep");
        return FileVisitResult.SKIP_SUBTREE;
      }
      requireNotOpen(dir, dir.equals(folder) ? "its folder" : relative.toString());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = folder.relativize(file).toString().replace('\\', '/');
      try {
        if (names.take(path)) {
          take(file, path, attributes);
        }
      } catch (BundleRefused e) {
        throw new Refusing(e);
      }
      return FileVisitResult.CONTINUE;
    }

    private void take(Path file, String path, BasicFileAttributes attributes)
        throws IOException, BundleRefused {
      if (!attributes.isRegularFile()) {
        problems.add(
            path + (attributes.isSymbolicLink() ? " is a symbolic link" : " is no regular file"));
        return;
      }
      if (attributes.size() > limits.fileBytes()) {
        problems.add(path + " has more than " + limits.fileBytes() + " bytes");
      }
      total += attributes.size();
      if (total > limits.totalBytes()) {
        throw new BundleRefused(
            BundleRefused.Reason.FORM, "it has more than " + limits.totalBytes() + " bytes in all");
      }
      requireNotOpen(file, path);
      paths.add(path);
    }

    private void requireNotOpen(Path file, String name) throws IOException {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        problems.add(name + " is writable by everybody: chmod o-w " + file);
      }
    }
  }
}
