package org.countersign.tck.broken;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Drivers that err with a chip. */
final class BrokenChipIT extends EachBrokenDriver {

  static Stream<Arguments> drivers() {
    return Stream.of(
        arguments(BrokenDrivers.TakesAMuteChipForNone.class, "Chip contact/saysThatTheChipIsMute"),
        arguments(
            BrokenDrivers.ThrowsARuntimeException.class,
            "Chip contact/refusesACommandThatIsTooLongOrCarriesItWhole"),
        arguments(
            BrokenChips.TellsImpossibleLimits.class,
            "Chip contact/powersTheChipUpAndTellsItsLimits"),
        arguments(BrokenChips.ResetsOnceOnly.class, "Chip contact/resetsAChipThatHasPower"),
        arguments(
            BrokenChips.LosesTheLongestShortAnswer.class,
            "Chip contact/carriesTheFourCasesAtEveryShortLength"),
        arguments(BrokenChips.WantsToKnowLe.class, "Chip contact/asksForAllThereIs"),
        arguments(
            BrokenChips.CarriesLessThanItSays.class,
            "Chip contact/carriesExtendedLengthsAsFarAsItSays"),
        arguments(
            BrokenChips.TakesAStatusWordForAFailure.class,
            "Chip contact/takesEveryStatusWordForAnAnswer"),
        arguments(
            BrokenChips.FetchesWhatTheCallerShould.class,
            "Chip contact/leavesChainingToTheCallerUnderT1"),
        arguments(
            BrokenChips.MixesUpTheHundredthAnswer.class,
            "Chip contact/givesEachAnswerToItsOwnQuestion"),
        arguments(BrokenChips.CallsAMissingCardMute.class, "Chip contact/saysThatNoCardIsThere"),
        arguments(
            BrokenChips.CallsAPulledCardBroken.class,
            "Chip contact/failsWhenTheCardWasPulledAndKnowsTheNextOne"),
        arguments(
            BrokenChips.HelpsWithoutBeingAsked.class,
            "Chip contact/sendsNothingToAChipWithoutPower"));
  }
}
