package org.countersign.station.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.DriverClassLoader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DriverCatalogueTest {

  /** A driver that tells what its loader lets it see. */
  public static final class PeepingDriver implements DriverProvider {
    @Override
    public DriverDescriptor descriptor() {
      boolean seesHost = sees("org.countersign.station.app.Gateway") || sees("org.sqlite.JDBC");
      boolean seesOurs = sees("org.countersign.driver.ChipContact") && sees("org.slf4j.Logger");
      String version = "host=" + seesHost + " api=" + seesOurs;
      return new DriverDescriptor("peeping", "test", version, 1, List.of(), List.of());
    }

    private static boolean sees(String name) {
      try {
        Class.forName(name, false, PeepingDriver.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }

    @Override
    public Device open(DriverContext context) {
      throw new IllegalStateException("opens nothing");
    }
  }

  @TempDir Path drivers;

  private Path jar(String folder) throws IOException {
    Path jar = Files.createDirectories(drivers.resolve(folder)).resolve("driver.jar");
    String name = PeepingDriver.class.getName();
    String file = name.replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        InputStream code = PeepingDriver.class.getClassLoader().getResource(file).openStream()) {
      entries.putNextEntry(new JarEntry(file));
      code.transferTo(entries);
      entries.putNextEntry(new JarEntry("META-INF/services/" + DriverProvider.class.getName()));
      entries.write(name.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Test
  void a_driver_sees_the_interface_and_its_own_jars_and_nothing_of_the_gateway()
      throws IOException {
    jar("peeping");
    DriverCatalogue catalogue = DriverCatalogue.load(Optional.of(drivers));

    assertThat(catalogue.problems()).isEmpty();
    assertThat(catalogue.descriptor("peeping").orElseThrow().version())
        .isEqualTo("host=false api=true");
    assertThat(catalogue.provider("peeping").orElseThrow().getClass().getClassLoader())
        .isInstanceOf(DriverClassLoader.class);
  }

  @Test
  void drivers_on_the_class_path_are_found_too() {
    assertThat(DriverCatalogue.load(Optional.empty()).ids()).contains("simulator");
  }

  @Test
  void a_folder_of_another_name_an_empty_one_and_an_open_jar_are_told() throws IOException {
    jar("peping");
    Files.createDirectories(drivers.resolve("empty"));
    Path open = jar("open");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));

    DriverCatalogue catalogue = DriverCatalogue.load(Optional.of(drivers));
    assertThat(catalogue.provider("peeping")).isEmpty();
    assertThat(catalogue.problems())
        .anySatisfy(p -> assertThat(p).contains("calls itself peeping"))
        .anySatisfy(p -> assertThat(p).contains("empty", "holds no driver"))
        .anySatisfy(p -> assertThat(p).contains("writable by everybody"));
  }
}
