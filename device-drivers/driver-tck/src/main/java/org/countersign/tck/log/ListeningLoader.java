package org.countersign.tck.log;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The host's side of a driver's loader, as the gateway's would be: driver interface and JSpecify
 * from the kit, SLF4J in a copy of its own that logs to the kit whatever logging the build uses.
 */
public final class ListeningLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final List<String> SHARED =
      List.of("org.countersign.driver.", "org.jspecify.annotations.");
  private static final List<String> COPIED = List.of("org.slf4j.", "org.countersign.tck.log.");
  private static final String SERVICE = "META-INF/services/" + SLF4JServiceProvider.class.getName();
  private static final String OURS = "org/countersign/tck/log/provider";

  private final ClassLoader kit = ListeningLoader.class.getClassLoader();

  /**
   * Makes one.
   *
   * @param lines receives what is logged; any thread
   */
  public ListeningLoader(Consumer<String> lines) throws ReflectiveOperationException {
    super("driver-host", ClassLoader.getPlatformClassLoader());
    loadClass(KitLoggers.class.getName()).getMethod("listen", Consumer.class).invoke(null, lines);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return kit.loadClass(name);
    }
    if (COPIED.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? copied(name) : loaded;
    }
  }

  private Class<?> copied(String name) throws ClassNotFoundException {
    try (InputStream in = kit.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    URL provider = name.equals(SERVICE) ? kit.getResource(OURS) : null;
    return provider == null ? super.getResources(name) : Collections.enumeration(List.of(provider));
  }

  @Override
  public @Nullable URL getResource(String name) {
    return name.equals(SERVICE) ? kit.getResource(OURS) : super.getResource(name);
  }
}
