package org.countersign.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.tck.KitReport;
import org.countersign.tck.KitRun;
import org.countersign.tck.toy.driver.ToyDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check can fail: each broken driver fails the one that is meant for it, and no other. */
class BrokenDriversIT {

  static Stream<Arguments> drivers() {
    return Stream.of(
        arguments(BrokenDrivers.LeaksAThread.class, "Lifecycle/aHundredOpeningsLeaveNoThread"),
        arguments(BrokenDrivers.LeaksAHandle.class, "Lifecycle/aHundredOpeningsLeaveNoFileHandle"),
        arguments(
            BrokenDrivers.FailsWhenClosedTwice.class,
            "Lifecycle/canBeClosedTwiceAndFromItsOwnThread"),
        arguments(
            BrokenDrivers.IgnoresClose.class,
            "Lifecycle/closingMakesARunningCallReturnWithCancelled"),
        arguments(BrokenDrivers.ChangesItsInfo.class, "Lifecycle/saysTheSameOfItselfWhileItIsOpen"),
        arguments(
            BrokenDrivers.TellsAfterItIsClosed.class, "Lifecycle/tellsNothingAfterItIsClosed"),
        arguments(BrokenDrivers.SharesStaticState.class, "Isolation/keepsTwoDevicesApart"),
        arguments(BrokenDrivers.DiffersFromItsManifest.class, "Description/agreesWithItsManifest"),
        arguments(BrokenDrivers.TakesAMuteChipForNone.class, "Chip contact/saysThatTheChipIsMute"),
        arguments(
            BrokenDrivers.ThrowsARuntimeException.class,
            "Chip contact/refusesACommandThatIsTooLongOrCarriesItWhole"),
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
        arguments(
            BrokenChips.WorksAfterItIsClosed.class,
            "Lifecycle/callsAfterClosingFailWithDeviceException"),
        arguments(
            BrokenMechanics.EjectsAtReset.class,
            "Lifecycle/resetsToAKnownStateWithoutMovingTheCard"),
        arguments(
            BrokenMechanics.CallsARefusedLineBroken.class,
            "Description/refusesALineThatIsNotThere"),
        arguments(BrokenMechanics.TakesAnySetting.class, "Description/refusesWrongSettings"),
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
            "Chip contact/sendsNothingToAChipWithoutPower"),
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
            "Deadlines/givesUpACommandWhenTheDeviceIsClosed"),
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

  @ParameterizedTest
  @MethodSource("drivers")
  void eachFailsTheCheckMeantForItAndNoOther(
      Class<? extends ToyDriver> broken, String check, @TempDir Path folder) throws Exception {
    Path bundle = BrokenBundle.write(folder.resolve("bundle"), broken);

    KitReport report = KitRun.run(bundle, List.of(), folder, Optional.empty());

    assertThat(report.checks())
        .as(report.text())
        .filteredOn(c -> c.verdict() == KitReport.Verdict.FAILED)
        .extracting(c -> c.kit() + "/" + c.id())
        .containsExactly(check);
  }
}
