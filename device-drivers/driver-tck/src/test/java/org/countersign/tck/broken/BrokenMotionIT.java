package org.countersign.tck.broken;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Drivers that err in moving a card, or in keeping a deadline. */
final class BrokenMotionIT extends EachBrokenDriver {

  static Stream<Arguments> drivers() {
    return Stream.of(
        arguments(
            BrokenDrivers.AnswersAnUndeclaredCapability.class,
            "Card printer/isThereExactlyIfDeclared"),
        arguments(
            BrokenDrivers.DeclaresWhatItHasNot.class, "Card positions/isThereExactlyIfDeclared"),
        arguments(
            BrokenDrivers.IgnoresTheLimit.class, "Deadlines/givesUpACommandWhenItsLimitHasPassed"),
        arguments(
            BrokenDrivers.IgnoresAnInterrupt.class,
            "Deadlines/givesUpWaitingForAChipWhenItIsInterrupted"),
        arguments(BrokenMechanics.NeverCounts.class, "Card feeder/bringsACardAndCountsIt"),
        arguments(
            BrokenMechanics.FeedsOntoACard.class, "Card feeder/feedsNoSecondCardOntoTheFirst"),
        arguments(
            BrokenMechanics.CallsAnEmptyHopperBroken.class, "Card feeder/saysThatTheHopperIsEmpty"),
        arguments(BrokenMechanics.CallsAJamBroken.class, "Card feeder/saysThatACardJams"),
        arguments(BrokenMechanics.PresentsNothingGladly.class, "Card exit/presentsTheCard"),
        arguments(BrokenMechanics.RetainsNothingGladly.class, "Card exit/retainsTheCard"),
        arguments(
            BrokenChips.DoesNotWaitForAChip.class, "Deadlines/waitsForAChipAsLongAsItWasTold"),
        arguments(
            BrokenChips.CallsAnInterruptATimeout.class,
            "Deadlines/givesUpACommandWhenItIsInterrupted"),
        arguments(
            BrokenChips.CallsAClosingATimeout.class,
            "Deadlines/givesUpACommandWhenTheDeviceIsClosed"));
  }
}
