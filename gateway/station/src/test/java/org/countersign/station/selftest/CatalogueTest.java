package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.station.jobs.Devices.DeviceState;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CatalogueTest {

  private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");
  private static final Pattern CODE =
      Pattern.compile(
          "Finding\\s*\\.(good|warning|bad|of)\\([^;]*?\"([a-z][A-Za-z]*\\.[A-Za-z]+)\"");

  private final Properties english = words("messages.properties");
  private final Properties chinese = words("messages_zh_CN.properties");

  private static Properties words(String file) {
    Properties words = new Properties();
    try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return words;
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void both_languages_have_the_same_keys() {
    assertThat(new TreeSet<>(chinese.stringPropertyNames()))
        .isEqualTo(new TreeSet<>(english.stringPropertyNames()));
  }

  @Test
  void both_languages_have_the_same_places_for_arguments() {
    for (String key : english.stringPropertyNames()) {
      assertThat(places(chinese.getProperty(key)))
          .as(key)
          .isEqualTo(places(english.getProperty(key)));
    }
  }

  @Test
  void every_chinese_sentence_is_chinese() {
    for (String key : chinese.stringPropertyNames()) {
      String text = chinese.getProperty(key).replaceAll("[{}0-9 ]", "");
      assertThat(text.isEmpty() || text.codePoints().anyMatch(c -> c >= 0x2E80)).as(key).isTrue();
    }
  }

  /** Nobody is told what is wrong without being told what to do. */
  @Test
  void every_finding_in_the_code_has_words_and_every_bad_one_a_remedy() throws Exception {
    Set<String> codes = new TreeSet<>();
    Set<String> wrong = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/countersign/station"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        CODE.matcher(Files.readString(file))
            .results()
            .forEach(found -> {
              codes.add(found.group(2));
              if (!found.group(1).equals("good")) {
                wrong.add(found.group(2));
              }
            });
      }
    }
    assertThat(codes).hasSizeGreaterThan(30);
    assertThat(english.stringPropertyNames()).containsAll(codes);
    assertThat(english.stringPropertyNames())
        .containsAll(wrong.stream().map(code -> code + ".todo").toList());
  }

  @Test
  void every_state_of_a_device_and_every_item_has_words() {
    for (DeviceState state : DeviceState.values()) {
      assertThat(english.getProperty("device." + state.word())).as(state.word()).isNotNull();
    }
    for (Item item : Item.values()) {
      assertThat(english.getProperty("item." + item.word())).as(item.word()).isNotNull();
    }
  }

  @Test
  void a_finding_is_told_in_the_language_that_is_wanted() {
    Finding finding = Finding.bad(Item.DEVICES, "encoder-1", "device.noDevice", "no reader");
    assertThat(new Catalogue(Locale.ENGLISH).what(finding))
        .isEqualTo("encoder-1: is not there: no reader");
    assertThat(new Catalogue(Locale.CHINA).what(finding)).isEqualTo("encoder-1：不在：no reader");
    assertThat(new Catalogue(Locale.FRENCH).todo(finding)).startsWith("Switch it on");
  }

  @Test
  void a_finding_of_a_newer_station_is_told_by_its_code() {
    Finding finding = Finding.bad(Item.DISK, "", "disk.melted", "7 g");
    assertThat(new Catalogue(Locale.ENGLISH).what(finding)).isEqualTo("disk.melted 7 g");
    assertThat(new Catalogue(Locale.ENGLISH).todo(finding)).isEmpty();
  }
}
