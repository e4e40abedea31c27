package org.countersign.centre.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.countersign.centre.acl.StationList.MalformedListException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StationListTest {

  @Test
  void lines_name_district_and_station_and_may_come_twice_or_be_empty() throws Exception {
    StationList list =
        StationList.read(List.of("# the north", "north/n-2", "", " 北区 / n-1 ", "north/n-2"));

    assertThat(list.stations())
        .containsExactly(
            new EdgeNodeDescriptor("north", "n-2"), new EdgeNodeDescriptor("北区", "n-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n-1",
        "north/",
        "/n-1",
        "north/n-1/printer",
        "north/+",
        "no#rth/n-1",
        "north/n-1\u0000user centre",
        "north/n-1\u0085topic write $SYS"
      })
  void a_line_that_names_no_station_is_told_by_its_number(String line) {
    assertThatThrownBy(() -> StationList.read(List.of("north/n-1", line)))
        .isInstanceOf(MalformedListException.class)
        .hasMessageStartingWith("Line 2 is no station");
  }

  @Test
  void a_station_stands_in_one_district() {
    assertThatThrownBy(() -> StationList.read(List.of("north/n-1", "south/n-1")))
        .isInstanceOf(MalformedListException.class)
        .hasMessageContaining("n-1 stands in two districts")
        .hasMessageContaining("north")
        .hasMessageContaining("south");
  }

  @Test
  void a_name_with_blanks_around_it_would_become_another_one() {
    assertThatThrownBy(() -> StationList.of(List.of(new EdgeNodeDescriptor("north", " n-1"))))
        .isInstanceOf(MalformedListException.class)
        .hasMessageContaining("blank");
  }

  @Test
  void no_station_is_called_as_the_centre_is() throws Exception {
    StationList list = StationList.read(List.of("north/centre"));

    assertThatThrownBy(() -> MosquittoAcl.of("centre", list))
        .isInstanceOf(MalformedListException.class)
        .hasMessageContaining("called centre as the centre is");
    assertThat(MosquittoAcl.of("host", list)).contains("user host\n", "user centre\n");
  }
}
