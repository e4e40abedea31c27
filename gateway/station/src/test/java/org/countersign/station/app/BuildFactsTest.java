package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class BuildFactsTest {

  @Test
  void the_gateway_knows_the_version_in_the_pom_that_built_it() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
    assertThat(BuildFacts.version()).matches(version + "(\\+[0-9a-f]{12}(-dirty)?)?");
  }

  @Test
  void a_build_in_a_checkout_knows_its_commit() {
    assumeTrue(Files.exists(Path.of("../../.git")), "these sources are no checkout");
    assertThat(BuildFacts.version()).matches(".+\\+[0-9a-f]{12}(-dirty)?");
  }
}
