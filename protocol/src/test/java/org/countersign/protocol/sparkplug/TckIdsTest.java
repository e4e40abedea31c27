package org.countersign.protocol.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every assertion of the Sparkplug Specification 3.0.0 is accounted for in {@code tck-ids.txt}: it
 * has a test of its name, says the same as one that has, is proven elsewhere, or does not apply for
 * a reason that is given.
 */
class TckIdsTest {

  /** Ids in the text of the specification, those of both kinds of MQTT servers included. */
  private static final int IN_THE_SPECIFICATION = 303;

  private static final Map<String, String> TESTS =
      Map.of("edge", "EdgeNodeTckTest", "host", "host.HostApplicationTckTest");

  private final Map<String, String> list = read();

  @Test
  void everyIdOfTheSpecificationIsListed() {
    assertThat(list).hasSize(IN_THE_SPECIFICATION);
  }

  @Test
  void everyIdThatClaimsATestHasOneAndEveryTestIsListed() throws ClassNotFoundException {
    for (Map.Entry<String, String> tests : TESTS.entrySet()) {
      assertThat(methods(tests.getValue()))
          .as(tests.getValue())
          .isEqualTo(
              list.entrySet().stream()
                  .filter(e -> e.getValue().equals(tests.getKey()))
                  .map(Map.Entry::getKey)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void whatSaysTheSameAsAnotherPointsToOneThatIsTested() {
    list.forEach((id, how) -> {
      if (how.startsWith("= ")) {
        assertThat(TESTS.keySet()).as(id).contains(list.getOrDefault(how.substring(2), "nothing"));
      }
    });
  }

  @Test
  void whatHasNoTestHereGivesAPlaceOrAReason() {
    list.forEach((id, how) -> {
      if (!TESTS.containsKey(how) && !how.startsWith("= ")) {
        assertThat(how).as(id).matches("(elsewhere|not applicable): .{10,}");
      }
    });
  }

  private static TreeSet<String> methods(String test) throws ClassNotFoundException {
    Class<?> type = Class.forName(TckIdsTest.class.getPackageName() + "." + test);
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .map(name -> name.replace('_', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> read() {
    try (InputStream in = TckIdsTest.class.getResourceAsStream("tck-ids.txt")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      Map<String, String> list = new TreeMap<>();
      for (String line : lines) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" ", 2);
          assertThat(list.put(parts[0], parts[1])).as("listed once: " + line).isNull();
        }
      }
      return list;
    } catch (IOException e) {
      throw new AssertionError("tck-ids.txt cannot be read", e);
    }
  }
}
