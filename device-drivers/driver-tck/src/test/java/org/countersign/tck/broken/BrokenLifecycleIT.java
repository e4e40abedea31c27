package org.countersign.tck.broken;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Drivers that err in being opened, closed, loaded or described. */
final class BrokenLifecycleIT extends EachBrokenDriver {

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
        arguments(
            BrokenChips.WorksAfterItIsClosed.class,
            "Lifecycle/callsAfterClosingFailWithDeviceException"),
        arguments(
            BrokenMechanics.EjectsAtReset.class,
            "Lifecycle/resetsToAKnownStateWithoutMovingTheCard"),
        arguments(
            BrokenMechanics.CallsARefusedLineBroken.class,
            "Description/refusesALineThatIsNotThere"),
        arguments(BrokenMechanics.TakesAnySetting.class, "Description/refusesWrongSettings"));
  }
}
