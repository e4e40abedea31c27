package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CoreDumpsTest {

  private static final String HEAD =
      "Limit                     Soft Limit           Hard Limit           Units     ";

  private static List<String> limits(String soft, String hard) {
    return List.of(
        HEAD,
        "Max stack size            8388608              unlimited            bytes     ",
        "Max core file size        %-20s %-20s bytes     ".formatted(soft, hard),
        "Max resident set          unlimited            unlimited            bytes     ");
  }

  @Test
  void a_soft_limit_of_zero_writes_none_whatever_the_hard_one_is() {
    assertThat(CoreDumps.warning(limits("0", "unlimited"))).isEmpty();
    assertThat(CoreDumps.warning(limits("0", "0"))).isEmpty();
  }

  @Test
  void any_other_limit_is_told_with_what_to_do() {
    assertThat(CoreDumps.warning(limits("unlimited", "unlimited")).orElseThrow())
        .contains("limit unlimited")
        .contains("ulimit -c 0");
    assertThat(CoreDumps.warning(limits("1024", "unlimited"))).isPresent();
  }

  @Test
  void where_no_limit_is_told_nothing_is_said() {
    assertThat(CoreDumps.warning(List.of(HEAD))).isEmpty();
  }
}
