package org.countersign.tck.broken;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Drivers that err on a bad line, or leave traces. */
final class BrokenLineIT extends EachBrokenDriver {

  static Stream<Arguments> drivers() {
    return Stream.of(
        arguments(BrokenChips.CallsABadLineBroken.class, "Bad line/namesTheFaultOfTheLine"),
        arguments(
            BrokenChips.ThrowsAtALostLine.class, "Bad line/returnsInTimeAndThrowsNothingElse"),
        arguments(BrokenDrivers.RepeatsACommand.class, "Bad line/sendsNoCommandTwice"),
        arguments(
            BrokenDrivers.SaysNoneWhenTheChipSawIt.class,
            "Bad line/tellsWhetherTheChipMayHaveSeenTheCommand"),
        arguments(BrokenDrivers.GivesThePreviousAnswer.class, "Bad line/givesNoWrongAnswer"),
        arguments(BrokenDrivers.WritesTheTimeOfDay.class, "Replay/makesTheSameBytesOfTheSameCalls"),
        arguments(BrokenDrivers.Prints.class, "Hygiene/printsNothing"),
        arguments(BrokenDrivers.HooksTheProcess.class, "Hygiene/touchesNothingOfTheProcess"),
        arguments(
            BrokenDrivers.NamesItsThreadAnyhow.class, "Hygiene/namesItsThreadsAfterTheDevice"),
        arguments(BrokenDrivers.LogsCommands.class, "Hygiene/keepsCardDataToItself"),
        arguments(BrokenDrivers.LogsSettings.class, "Hygiene/keepsSecretSettingsToItself"));
  }
}
