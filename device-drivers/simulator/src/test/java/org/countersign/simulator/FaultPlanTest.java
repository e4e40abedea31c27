package org.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FaultPlanTest {

  @Test
  void every_form_is_understood() {
    FaultPlan plan =
        FaultPlan.parse(
            "pull@17; pull@3:0; sw=6581@9;answer-lost@12 ; mute; mute@4; swap@20;"
                + " swap-unnoticed@21; jam; foreign; issued; wrong-keys");

    assertThat(plan.faultsOf(1))
        .containsExactly(
            new CardFault.Pull(17, 1),
            new CardFault.Pull(3, 0),
            new CardFault.WrongStatus(9, 0x6581),
            new CardFault.AnswerLost(12),
            new CardFault.Mute(0),
            new CardFault.Mute(4),
            new CardFault.Swap(20, true),
            new CardFault.Swap(21, false),
            new CardFault.Jam(),
            new CardFault.Foreign(),
            new CardFault.Issued(),
            new CardFault.WrongKeys());
  }

  @Test
  void a_fault_may_wait_for_one_card() {
    FaultPlan plan = FaultPlan.parse("pull@2 card=3").with(new CardFault.Mute(0), 4);

    assertThat(plan.faultsOf(2)).isEmpty();
    assertThat(plan.faultsOf(3)).containsExactly(new CardFault.Pull(2, 1));
    assertThat(plan.faultsOf(4)).containsExactly(new CardFault.Mute(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pull",
        "pull@0",
        "pull@x",
        "sw@9",
        "sw=65@9",
        "sw=6581",
        "mute:3",
        "foreign@1",
        "explode",
        "pull@1 card=0",
        "pull@1;",
        "pull@1, mute",
        "PULL@1",
        "jam card"
      })
  void anything_else_is_refused_with_what_may_stand_there(String text) {
    assertThatThrownBy(() -> FaultPlan.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not understood")
        .hasMessageContaining("answer-lost@K");
  }
}
