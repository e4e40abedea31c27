package org.countersign.host.bundle;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads one driver's jars. Its parent is the platform's loader, so a driver sees the JDK and its
 * own jars; from the host it sees only the driver interface, JSpecify's annotations and the logging
 * interface. Everything else, the APDU types included, it brings along in the version it was built
 * with.
 */
public final class DriverClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final List<String> FROM_HOST =
      List.of("org.countersign.driver.", "org.jspecify.annotations.", "org.slf4j.");

  private final ClassLoader host;

  /**
   * Makes a loader.
   *
   * @param driver the id that names the loader in stack traces
   * @param jars the driver's own
   * @param host the loader that has the driver interface
   */
  public DriverClassLoader(String driver, List<URL> jars, ClassLoader host) {
    super("driver-" + driver, jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (FROM_HOST.stream().anyMatch(name::startsWith)) {
      return host.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }
}
