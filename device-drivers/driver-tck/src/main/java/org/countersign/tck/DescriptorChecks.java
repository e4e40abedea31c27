package org.countersign.tck;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.link.Links;
import org.countersign.host.bundle.Manifest;
import org.countersign.host.settings.DriverSettings;
import org.countersign.toml.Problems;
import org.junit.jupiter.api.Test;

/** What the driver says of itself, in code and in its manifest, and how it takes settings. */
abstract class DescriptorChecks extends Checks {

  DescriptorChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isDescribedWhollyAndInTheFormsOfTheManifest() {
    DriverDescriptor descriptor = rig().descriptor();
    List<String> wrong = new ArrayList<>();
    judge(wrong, "id", descriptor.id(), "[a-z0-9-]{1,32}");
    judge(wrong, "vendor", descriptor.vendor(), "(?s).*\\S.*");
    judge(wrong, "version", descriptor.version(), "\\d+\\.\\d+\\.\\d+([-+][0-9A-Za-z.+-]+)?");
    if (descriptor.apiLevel() < 1 || descriptor.apiLevel() > DriverDescriptor.API_LEVEL) {
      wrong.add("apiLevel " + descriptor.apiLevel() + " is not 1 to " + DriverDescriptor.API_LEVEL);
    }
    if (descriptor.models().isEmpty() || descriptor.models().stream().anyMatch(String::isBlank)) {
      wrong.add("models " + descriptor.models() + " names no model");
    }
    Proof.holds(wrong.isEmpty(), "descriptor()", "a descriptor that a bundle can have", wrong);
    Proof.same("descriptor() again", descriptor, rig().descriptor());
  }

  private static void judge(List<String> wrong, String what, String value, String form) {
    if (!value.matches(form)) {
      wrong.add(what + " \"" + value + "\" is not of the form " + form);
    }
  }

  @Test
  void explainsEverySetting() {
    List<String> wrong = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigKey key : rig().descriptor().configKeys()) {
      judge(wrong, "key", key.name(), "[a-z][a-z0-9]*(-[a-z0-9]+)*");
      judge(wrong, "help of " + key.name(), key.help(), "\\S+( \\S+)+");
      if (!names.add(key.name())) {
        wrong.add("key " + key.name() + " is there twice");
      }
      if (key.required() && key.defaultValue().isPresent()) {
        wrong.add("key " + key.name() + " is required and has a default");
      }
      key.defaultValue()
          .filter(text -> DriverSettings.converted(key.type(), text, Path.of("/")).isEmpty())
          .ifPresent(text ->
              wrong.add("default \"" + text + "\" of " + key.name() + " is no " + key.type()));
    }
    Proof.holds(
        wrong.isEmpty(), "config keys", "kebab case, one sentence of help, right defaults", wrong);
  }

  @Test
  void agreesWithItsManifest() throws Exception {
    Path folder = folder();
    Manifest manifest = manifest(folder);
    DriverDescriptor code = rig().descriptor();
    DriverDescriptor written = manifest.descriptor();
    Proof.same("driver.toml: id", code.id(), written.id());
    Proof.same("driver.toml: vendor", code.vendor(), written.vendor());
    Proof.same("driver.toml: version", code.version(), written.version());
    Proof.same("driver.toml: api-level", code.apiLevel(), written.apiLevel());
    Proof.same("driver.toml: models", code.models(), written.models());
    Proof.same(
        "driver.toml: config", Set.copyOf(code.configKeys()), Set.copyOf(written.configKeys()));
    try (Session session = rig().open()) {
      Proof.same(
          "driver.toml: [firmware] is there exactly if the device is a FirmwareTarget",
          session.declared().contains(FirmwareTarget.class),
          !manifest.firmwareFileTypes().isEmpty());
    }
  }

  private Path folder() {
    return rig()
        .bench
        .subject()
        .manifestFolder()
        .orElseThrow(() -> NotProven.bench("has no manifest of the driver yet"));
  }

  private static Manifest manifest(Path folder) {
    Problems problems = new Problems();
    return Manifest.read(folder, problems)
        .orElseThrow(() -> Proof.failed("driver.toml", "a right manifest", problems.all()));
  }

  @Test
  void refusesALineThatIsNotThere() throws Exception {
    if (!rig().usesLines()) {
      throw NotProven.absent("the driver opens no line of the gateway's");
    }
    // A device of the network that is off refuses as a wrong port does.
    refused(
        rig().bench.settings(),
        Links.none(),
        "open() when the line is refused",
        EnumSet.of(Fault.CONFIGURATION, Fault.COMMUNICATION));
  }

  @Test
  void refusesWrongSettings() throws Exception {
    if (rig().bench.wrongSettings().isEmpty()) {
      throw NotProven.bench("knows no settings that are wrong");
    }
    for (Map<String, String> wrong : rig().bench.wrongSettings()) {
      refused(
          wrong,
          rig().links,
          "open() with wrong settings of " + wrong.keySet(),
          EnumSet.of(Fault.CONFIGURATION));
    }
  }

  private void refused(
      Map<String, String> settings, Links links, String what, EnumSet<Fault> faults)
      throws Exception {
    Map<String, String> checked = rig().checked(settings);
    String id = rig().newId();
    DeviceThread thread = new DeviceThread(id, rig().loader());
    try {
      thread
          .await(
              thread.start(
                  () -> rig().provider().open(DriverContext.of(id, checked, event -> {}, links))),
              Duration.ofSeconds(20),
              Proof.failed(what, "a DeviceException", "no return"))
          .close();
    } catch (DeviceException e) {
      rig().watch.thrown(e);
      Proof.failure(what, e, faults, EnumSet.of(Effect.NONE));
      return;
    } finally {
      thread.end();
    }
    throw Proof.failed(what, faults + "/NONE", "an open device");
  }
}
