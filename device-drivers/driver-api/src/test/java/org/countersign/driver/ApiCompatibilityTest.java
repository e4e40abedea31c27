package org.countersign.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The interface that vendors compile against, held against every level of it that is still
 * accepted. {@code src/api/level-N.jar} holds the classes of level N as they were delivered; {@code
 * src/api/README.md} says when one is made anew.
 */
final class ApiCompatibilityTest {

  private static final Path BASELINES = Path.of("src/api");
  private static final Path CURRENT =
      BASELINES.resolve("level-" + DriverDescriptor.API_LEVEL + ".jar");

  @TempDir Path folder;

  @Test
  void drivers_of_every_accepted_level_go_on_compiling_and_running() throws Exception {
    renewIfAsked();
    for (Path baseline : baselines()) {
      List<JApiClass> broken =
          changes(baseline).stream()
              .filter(c -> !c.isBinaryCompatible() || !c.isSourceCompatible())
              .toList();
      if (!broken.isEmpty()) {
        fail(
            """
            The driver interface breaks drivers written for %s:
            %s
            Undo it, or add what is new beside the old: a default method, a capability of its own.
            If the level was never delivered, or its drivers are to be refused from now on, \
            see src/api/README.md.\
            """
                .formatted(baseline, listed(broken)));
      }
    }
  }

  @Test
  void what_was_added_has_a_level_of_its_own() throws Exception {
    renewIfAsked();
    assertThat(CURRENT)
        .as("the interface of level %d, see src/api/README.md", DriverDescriptor.API_LEVEL)
        .exists();
    List<JApiClass> changed = changes(CURRENT);
    if (!changed.isEmpty()) {
      fail(
          """
          The driver interface says it is level %d, but is not what %s holds:
          %s
          A driver that uses it would be taken by a gateway which does not have it. Raise \
          DriverDescriptor.API_LEVEL; or, if this level was never delivered, make its jar anew. Either \
          way see src/api/README.md.\
          """
              .formatted(DriverDescriptor.API_LEVEL, CURRENT, listed(changed)));
    }
  }

  private List<JApiClass> changes(Path baseline) throws IOException {
    Path now = Files.write(folder.resolve("now.jar"), ApiJar.ofThisBuild());
    JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
    // JSpecify's annotations: nothing that a driver links to.
    options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
    return new JarArchiveComparator(options)
        .compare(archive(baseline.toFile(), "then"), archive(now.toFile(), "now")).stream()
            .filter(c -> c.getChangeStatus() != JApiChangeStatus.UNCHANGED)
            .toList();
  }

  private static JApiCmpArchive archive(File jar, String version) {
    return new JApiCmpArchive(jar, version);
  }

  private static String listed(List<JApiClass> changed) {
    Options options = Options.newDefault();
    options.setOutputOnlyModifications(true);
    // Without its heading, which names files.
    return new StdoutOutputGenerator(options, changed)
        .generate()
        .lines()
        .skip(1)
        .collect(Collectors.joining("\n"));
  }

  private static List<Path> baselines() throws IOException {
    try (Stream<Path> files = Files.list(BASELINES)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void renewIfAsked() throws IOException {
    if ("renew".equals(System.getProperty("api.baseline"))) {
      Files.write(CURRENT, ApiJar.ofThisBuild());
    }
  }
}
