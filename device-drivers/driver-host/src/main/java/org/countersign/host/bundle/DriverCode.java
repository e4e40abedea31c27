package org.countersign.host.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.BundleRefused.Reason;

/** Loads a bundle's code and holds it to its manifest. */
public final class DriverCode {

  private DriverCode() {}

  /**
   * Loads the provider in a class loader of its own, which stays open as long as the provider is in
   * use.
   *
   * @param host the loader that has the driver interface
   * @throws BundleRefused {@link Reason#CODE} if there is not exactly one provider, it does not
   *     load, or it says something else than the manifest
   */
  public static DriverProvider load(Bundle bundle, ClassLoader host)
      throws BundleRefused, IOException {
    DriverClassLoader loader = bundle.loader(host);
    try {
      DriverProvider provider = provider(loader);
      requireSame(bundle.manifest().descriptor(), provider.descriptor());
      return provider;
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      loader.close();
      throw new BundleRefused(Reason.CODE, "its code does not load: " + e);
    } catch (BundleRefused e) {
      loader.close();
      throw e;
    }
  }

  private static DriverProvider provider(ClassLoader loader) throws BundleRefused {
    List<DriverProvider> providers = new ArrayList<>();
    ServiceLoader.load(DriverProvider.class, loader).forEach(providers::add);
    if (providers.size() != 1) {
      throw new BundleRefused(
          Reason.CODE,
          "its jars name "
              + providers.size()
              + " drivers in META-INF/services/"
              + DriverProvider.class.getName()
              + ", one is taken");
    }
    return providers.get(0);
  }

  private static void requireSame(DriverDescriptor manifest, DriverDescriptor code)
      throws BundleRefused {
    List<String> problems = new ArrayList<>();
    compare(problems, "id", manifest.id(), code.id());
    compare(problems, "vendor", manifest.vendor(), code.vendor());
    compare(problems, "version", manifest.version(), code.version());
    compare(problems, "api-level", manifest.apiLevel(), code.apiLevel());
    compare(problems, "models", manifest.models(), code.models());
    manifest.configKeys().stream()
        .filter(key -> !code.configKeys().contains(key))
        .forEach(key -> problems.add(differs(code, key.name())));
    code.configKeys().stream()
        .filter(key -> manifest.configKeys().stream().noneMatch(k -> k.name().equals(key.name())))
        .forEach(
            key -> problems.add("its code has a key " + key.name() + " that its manifest has not"));
    if (!problems.isEmpty()) {
      throw new BundleRefused(Reason.CODE, problems);
    }
  }

  private static void compare(List<String> problems, String what, Object manifest, Object code) {
    if (!manifest.equals(code)) {
      problems.add("its manifest says " + what + " " + manifest + ", its code " + code);
    }
  }

  private static String differs(DriverDescriptor code, String name) {
    return code.configKeys().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .map(key -> "its manifest and its code differ in key " + name + ": " + key)
        .orElse("its manifest has a key " + name + " that its code has not");
  }
}
