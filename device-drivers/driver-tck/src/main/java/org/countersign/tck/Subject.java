package org.countersign.tck;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.BundleArchive;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.DriverClassLoader;

/** A driver to be judged: a bundle, or classes of a build that has not made one yet. */
public sealed interface Subject {

  /** The driver's own code, and nothing else. */
  List<URL> code() throws IOException;

  /** The folder that holds the manifest; empty if there is none yet. */
  Optional<Path> manifestFolder();

  /** The provider, out of the driver's own loader. */
  DriverProvider provider(DriverClassLoader loader) throws ReflectiveOperationException;

  /** For the head of the report. */
  String name();

  /** A bundle's folder. Signatures are not asked for: a bundle is proven before it is signed. */
  static Subject bundle(Path folder) {
    return new BundleSubject(folder);
  }

  /**
   * A bundle's folder or zip.
   *
   * @param scratch an empty folder that a zip is unpacked into
   */
  static Subject bundle(Path folderOrZip, Path scratch) throws IOException, BundleRefused {
    if (Files.isDirectory(folderOrZip)) {
      return bundle(folderOrZip);
    }
    BundleArchive.unpack(folderOrZip, scratch);
    return bundle(scratch);
  }

  /**
   * Classes of a build.
   *
   * @param provider the driver's entry; the jar or folder that it comes from is the driver's own
   * @param manifestFolder where {@code driver.toml} is
   * @param alongside one class of each further jar that the bundle will hold
   */
  static Subject classes(
      Class<? extends DriverProvider> provider,
      Optional<Path> manifestFolder,
      Class<?>... alongside) {
    List<Class<?>> anchors = new ArrayList<>();
    anchors.add(provider);
    anchors.addAll(List.of(alongside));
    return new ClassesSubject(provider.getName(), manifestFolder, List.copyOf(anchors));
  }

  /** A folder with {@code driver.toml} and {@code lib/*.jar}. */
  record BundleSubject(Path folder) implements Subject {

    @Override
    public List<URL> code() throws IOException {
      List<URL> urls = new ArrayList<>();
      try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
        for (Path jar : jars.filter(path -> path.toString().endsWith(".jar")).sorted().toList()) {
          urls.add(jar.toUri().toURL());
        }
      }
      return urls;
    }

    @Override
    public Optional<Path> manifestFolder() {
      return Optional.of(folder);
    }

    @Override
    public DriverProvider provider(DriverClassLoader loader) {
      List<DriverProvider> found = new ArrayList<>();
      ServiceLoader.load(DriverProvider.class, loader).forEach(found::add);
      if (found.size() != 1) {
        throw new IllegalStateException(
            "the jars in "
                + folder.resolve("lib")
                + " name "
                + found.size()
                + " drivers in META-INF/services/org.countersign.driver.DriverProvider; one is"
                + " taken");
      }
      return found.get(0);
    }

    @Override
    public String name() {
      return folder.toString();
    }
  }

  /** Classes by name, from the places that hold the anchors. */
  record ClassesSubject(String providerName, Optional<Path> manifestFolder, List<Class<?>> anchors)
      implements Subject {

    @Override
    public List<URL> code() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      for (Class<?> anchor : anchors) {
        URL url = anchor.getProtectionDomain().getCodeSource().getLocation();
        if (!urls.contains(url)) {
          urls.add(url);
        }
      }
      return urls;
    }

    @Override
    public DriverProvider provider(DriverClassLoader loader) throws ReflectiveOperationException {
      return loader
          .loadClass(providerName)
          .asSubclass(DriverProvider.class)
          .getDeclaredConstructor()
          .newInstance();
    }

    @Override
    public String name() {
      return providerName;
    }
  }
}
