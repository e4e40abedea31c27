package org.countersign.host.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A bundle as one zip archive, its files at the top. What is inside is counted while it is
 * inflated, whatever the archive says of itself. A symbolic link inside becomes a file that holds
 * its target and so is not what was signed.
 */
public final class BundleArchive {

  private static final int BUFFER = 65_536;

  private BundleArchive() {}

  /**
   * Unpacks into a folder that is empty or missing. Every name is judged before the first byte is
   * written.
   *
   * @throws BundleRefused if it is no archive of the form that is taken
   */
  public static void unpack(Path archive, Path folder) throws BundleRefused, IOException {
    unpack(archive, folder, BundleLimits.USUAL);
  }

  static void unpack(Path archive, Path folder, BundleLimits limits)
      throws BundleRefused, IOException {
    if (Files.size(archive) > limits.totalBytes()) {
      throw new BundleRefused(
          BundleRefused.Reason.FORM, archive + " has more than " + limits.totalBytes() + " bytes");
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      Set<ZipEntry> files = files(zip, limits);
      long left = limits.totalBytes();
      for (ZipEntry file : files) {
        Path to = folder.resolve(file.getName()).normalize();
        if (!to.startsWith(folder.normalize())) {
          throw new BundleRefused(BundleRefused.Reason.FORM, file.getName() + " leads out of it");
        }
        Files.createDirectories(to.resolveSibling(".").normalize());
        left -= inflate(zip, file, to, Math.min(left, limits.fileBytes()));
      }
    } catch (ZipException e) {
      throw new BundleRefused(
          BundleRefused.Reason.FORM, archive + " is no zip archive: " + e.getMessage());
    }
  }

  private static Set<ZipEntry> files(ZipFile zip, BundleLimits limits) throws BundleRefused {
    BundlePath names = new BundlePath(limits);
    Set<ZipEntry> files = new LinkedHashSet<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (!entry.isDirectory() && names.take(entry.getName())) {
        files.add(entry);
      }
    }
    if (!names.problems().isEmpty()) {
      throw new BundleRefused(BundleRefused.Reason.FORM, names.problems());
    }
    return files;
  }

  private static long inflate(ZipFile zip, ZipEntry file, Path to, long most)
      throws BundleRefused, IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (InputStream in = zip.getInputStream(file);
        OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > most) {
          throw new BundleRefused(
              BundleRefused.Reason.FORM,
              file.getName() + " inflates to more than " + most + " bytes");
        }
        out.write(buffer, 0, n);
      }
    }
    return size;
  }

  /**
   * Packs a bundle's folder. The same files make the same archive.
   *
   * @throws BundleRefused if the folder is no bundle's
   */
  public static void pack(Path folder, Path archive) throws BundleRefused, IOException {
    BundleFiles files = BundleFiles.list(folder, BundleLimits.USUAL);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String path : files.paths()) {
        ZipEntry entry = new ZipEntry(path);
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        zip.putNextEntry(entry);
        try (InputStream in = Files.newInputStream(files.path(path))) {
          in.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
  }
}
