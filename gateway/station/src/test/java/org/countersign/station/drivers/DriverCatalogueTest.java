package org.countersign.station.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Fault;
import org.countersign.host.bundle.BundleSignatures;
import org.countersign.host.bundle.DriverClassLoader;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.process.ProcessDriver;
import org.countersign.station.config.StationConfig;
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

  private DriverCatalogue installed(boolean allowUnsigned) {
    return DriverCatalogue.load(Optional.empty())
        .withInstalled(
            new StationConfig.Drivers(drivers, drivers.resolve("none"), allowUnsigned),
            BundleSignatures.nobody());
  }

  private void bundle(String isolation) throws IOException {
    jar("peeping/lib");
    Files.writeString(
        drivers.resolve("peeping/driver.toml"),
        """
        id = "peeping"
        vendor = "test"
        version = "1.0.0"
        api-level = 1
        models = ["any"]
        description = "Peeps."
        isolation = "%s"
        """
            .formatted(isolation));
  }

  @Test
  void an_unsigned_bundle_is_refused_and_its_devices_can_say_why() throws Exception {
    bundle("loader");
    DriverCatalogue catalogue = installed(false);

    assertThat(catalogue.descriptor("peeping")).isEmpty();
    assertThat(catalogue.refusal("peeping").orElseThrow())
        .contains("peeping is refused: it is not signed");
    assertThat(catalogue.problems()).containsExactly(catalogue.refusal("peeping").orElseThrow());
    DeviceException refused =
        catchThrowableOfType(
            DeviceException.class,
            () ->
                catalogue
                    .provider("peeping")
                    .orElseThrow()
                    .open(DriverContext.of("encoder-1", Map.of(), event -> {})));
    assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
    assertThat(refused).hasMessageContaining("is not signed");
  }

  @Test
  void developer_mode_takes_it_and_says_so_at_every_place() throws Exception {
    bundle("process");
    DriverCatalogue catalogue = installed(true);

    assertThat(catalogue.problems()).isEmpty();
    assertThat(catalogue.cautions())
        .singleElement()
        .satisfies(c -> assertThat(c).startsWith("WARNING: driver peeping runs although"));
    assertThat(catalogue.caution("peeping")).contains("not signed", "developer mode");
    assertThat(catalogue.provider("peeping").orElseThrow()).isInstanceOf(ProcessDriver.class);
  }

  @Test
  void a_driver_whose_code_says_something_else_than_its_manifest_is_refused() throws Exception {
    bundle("loader");
    DriverCatalogue catalogue = installed(true);
    assertThat(catalogue.refusal("peeping").orElseThrow())
        .contains("its manifest says version 1.0.0, its code host=false api=true");
  }

  @Test
  void a_device_may_ask_for_a_process_but_not_for_a_driver_on_the_class_path() throws Exception {
    jar("peeping");
    DriverCatalogue catalogue = DriverCatalogue.load(Optional.of(drivers));
    assertThat(catalogue.provider("peeping", Optional.of(Isolation.PROCESS)).orElseThrow())
        .isInstanceOf(ProcessDriver.class);
    DriverProvider simulator =
        catalogue.provider("simulator", Optional.of(Isolation.PROCESS)).orElseThrow();
    DeviceException refused =
        catchThrowableOfType(
            DeviceException.class,
            () -> simulator.open(DriverContext.of("encoder-1", Map.of(), event -> {})));
    assertThat(refused).hasMessageContaining("class path");
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
