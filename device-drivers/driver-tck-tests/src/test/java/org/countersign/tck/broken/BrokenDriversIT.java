package org.countersign.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.countersign.tck.toy.driver.ToyDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every check can fail: each broken driver fails the one that is meant for it, and no other. */
class BrokenDriversIT {

  private static final int AT_ONCE = 4;

  @TempDir private static Path folder;

  private static final ExecutorService kits = Executors.newFixedThreadPool(AT_ONCE);

  @AfterAll
  static void end() {
    kits.shutdownNow();
  }

  /** Each with the one check that it fails. */
  private static Map<Class<? extends ToyDriver>, String> drivers() {
    Map<Class<? extends ToyDriver>, String> all = new LinkedHashMap<>();
    all.put(BrokenDrivers.LeaksAThread.class, "Lifecycle/aHundredOpeningsLeaveNoThread");
    all.put(BrokenDrivers.LeaksAHandle.class, "Lifecycle/aHundredOpeningsLeaveNoFileHandle");
    all.put(
        BrokenDrivers.FailsWhenClosedTwice.class, "Lifecycle/canBeClosedTwiceAndFromItsOwnThread");
    all.put(
        BrokenDrivers.IgnoresClose.class, "Lifecycle/closingMakesARunningCallReturnWithCancelled");
    all.put(BrokenDrivers.ChangesItsInfo.class, "Lifecycle/saysTheSameOfItselfWhileItIsOpen");
    all.put(BrokenDrivers.TellsAfterItIsClosed.class, "Lifecycle/tellsNothingAfterItIsClosed");
    all.put(BrokenDrivers.SharesStaticState.class, "Isolation/keepsTwoDevicesApart");
    all.put(BrokenDrivers.DiffersFromItsManifest.class, "Description/agreesWithItsManifest");
    all.put(BrokenDrivers.TakesAMuteChipForNone.class, "Chip contact/saysThatTheChipIsMute");
    all.put(
        BrokenDrivers.ThrowsARuntimeException.class,
        "Chip contact/refusesACommandThatIsTooLongOrCarriesItWhole");
    all.put(
        BrokenDrivers.AnswersAnUndeclaredCapability.class, "Card printer/isThereExactlyIfDeclared");
    all.put(BrokenDrivers.DeclaresWhatItHasNot.class, "Card positions/isThereExactlyIfDeclared");
    all.put(BrokenDrivers.IgnoresTheLimit.class, "Deadlines/givesUpACommandWhenItsLimitHasPassed");
    all.put(
        BrokenDrivers.IgnoresAnInterrupt.class,
        "Deadlines/givesUpWaitingForAChipWhenItIsInterrupted");
    all.put(
        BrokenChips.WorksAfterItIsClosed.class,
        "Lifecycle/callsAfterClosingFailWithDeviceException");
    all.put(
        BrokenMechanics.EjectsAtReset.class, "Lifecycle/resetsToAKnownStateWithoutMovingTheCard");
    all.put(
        BrokenMechanics.CallsARefusedLineBroken.class, "Description/refusesALineThatIsNotThere");
    all.put(BrokenMechanics.TakesAnySetting.class, "Description/refusesWrongSettings");
    all.put(
        BrokenChips.TellsImpossibleLimits.class, "Chip contact/powersTheChipUpAndTellsItsLimits");
    all.put(BrokenChips.ResetsOnceOnly.class, "Chip contact/resetsAChipThatHasPower");
    all.put(
        BrokenChips.LosesTheLongestShortAnswer.class,
        "Chip contact/carriesTheFourCasesAtEveryShortLength");
    all.put(BrokenChips.WantsToKnowLe.class, "Chip contact/asksForAllThereIs");
    all.put(
        BrokenChips.CarriesLessThanItSays.class,
        "Chip contact/carriesExtendedLengthsAsFarAsItSays");
    all.put(
        BrokenChips.TakesAStatusWordForAFailure.class,
        "Chip contact/takesEveryStatusWordForAnAnswer");
    all.put(
        BrokenChips.FetchesWhatTheCallerShould.class,
        "Chip contact/leavesChainingToTheCallerUnderT1");
    all.put(
        BrokenChips.MixesUpTheHundredthAnswer.class,
        "Chip contact/givesEachAnswerToItsOwnQuestion");
    all.put(BrokenChips.CallsAMissingCardMute.class, "Chip contact/saysThatNoCardIsThere");
    all.put(
        BrokenChips.CallsAPulledCardBroken.class,
        "Chip contact/failsWhenTheCardWasPulledAndKnowsTheNextOne");
    all.put(
        BrokenChips.HelpsWithoutBeingAsked.class, "Chip contact/sendsNothingToAChipWithoutPower");
    all.put(BrokenMechanics.NeverCounts.class, "Card feeder/bringsACardAndCountsIt");
    all.put(BrokenMechanics.FeedsOntoACard.class, "Card feeder/feedsNoSecondCardOntoTheFirst");
    all.put(BrokenMechanics.CallsAnEmptyHopperBroken.class, "Card feeder/saysThatTheHopperIsEmpty");
    all.put(BrokenMechanics.CallsAJamBroken.class, "Card feeder/saysThatACardJams");
    all.put(BrokenMechanics.PresentsNothingGladly.class, "Card exit/presentsTheCard");
    all.put(BrokenMechanics.RetainsNothingGladly.class, "Card exit/retainsTheCard");
    all.put(BrokenChips.DoesNotWaitForAChip.class, "Deadlines/waitsForAChipAsLongAsItWasTold");
    all.put(
        BrokenChips.CallsAnInterruptATimeout.class, "Deadlines/givesUpACommandWhenItIsInterrupted");
    all.put(
        BrokenChips.CallsAClosingATimeout.class, "Deadlines/givesUpACommandWhenTheDeviceIsClosed");
    all.put(BrokenChips.CallsABadLineBroken.class, "Bad line/namesTheFaultOfTheLine");
    all.put(BrokenChips.ThrowsAtALostLine.class, "Bad line/returnsInTimeAndThrowsNothingElse");
    all.put(BrokenDrivers.RepeatsACommand.class, "Bad line/sendsNoCommandTwice");
    all.put(
        BrokenDrivers.SaysNoneWhenTheChipSawIt.class,
        "Bad line/tellsWhetherTheChipMayHaveSeenTheCommand");
    all.put(BrokenDrivers.GivesThePreviousAnswer.class, "Bad line/givesNoWrongAnswer");
    all.put(BrokenDrivers.WritesTheTimeOfDay.class, "Replay/makesTheSameBytesOfTheSameCalls");
    all.put(BrokenDrivers.Prints.class, "Hygiene/printsNothing");
    all.put(BrokenDrivers.HooksTheProcess.class, "Hygiene/touchesNothingOfTheProcess");
    all.put(BrokenDrivers.NamesItsThreadAnyhow.class, "Hygiene/namesItsThreadsAfterTheDevice");
    all.put(BrokenDrivers.LogsCommands.class, "Hygiene/keepsCardDataToItself");
    all.put(BrokenDrivers.LogsSettings.class, "Hygiene/keepsSecretSettingsToItself");
    return all;
  }

  /** A kit mostly waits, and looks at its whole process: so each has one, some at a time. */
  @TestFactory
  Stream<DynamicTest> each_fails_the_check_meant_for_it_and_no_other() {
    return drivers().entrySet().stream()
        .map(entry -> {
          Future<KitProcess.Outcome> outcome = begun(entry.getKey());
          return dynamicTest(
              entry.getKey().getSimpleName(),
              () ->
                  assertThat(outcome.get().failed())
                      .as(outcome.get().report())
                      .containsExactly(entry.getValue()));
        })
        .toList()
        .stream();
  }

  private Future<KitProcess.Outcome> begun(Class<? extends ToyDriver> broken) {
    return kits.submit(() -> {
      Path own = Files.createDirectory(folder.resolve(broken.getSimpleName()));
      return KitProcess.run(BrokenBundle.write(own.resolve("bundle"), broken), own);
    });
  }
}
