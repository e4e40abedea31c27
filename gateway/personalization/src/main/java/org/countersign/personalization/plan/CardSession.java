package org.countersign.personalization.plan;

import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Step;

/** A card that the steps of a profile are carried out on: a real one, or a trial. */
public interface CardSession {

  /**
   * One command.
   *
   * @param label the step and what of it
   * @param command before a secure channel wraps it
   * @param expect status words allowed
   * @param effect what it may do
   * @param secured whether it goes through the secure channel, if one is open
   * @param shown whether its data may be shown
   * @param memory bytes of non-volatile memory that it writes
   * @param answer what a trial answers
   */
  record Call(
      String label,
      CommandApdu command,
      List<Integer> expect,
      Step.EffectClass effect,
      boolean secured,
      boolean shown,
      int memory,
      Bytes answer) {}

  /**
   * Sends a command.
   *
   * @throws StepFailure if the status word is none of those allowed
   */
  ResponseApdu call(Call call) throws DeviceException, StepFailure;

  /** Opens SCP03; wrong keys are found before a try is spent. */
  void openScp03(Step.OpenScp03 step, KeySet keys) throws DeviceException, StepFailure;

  /** GET CHALLENGE and EXTERNAL AUTHENTICATE. */
  void authenticate(Step.ExternalAuthentication step, Secret key)
      throws DeviceException, StepFailure;

  /** PUT KEY of a whole set. */
  void putKey(Step.PutKey step, KeySet keys) throws DeviceException, StepFailure;

  /** Forgets the secure channel: an application is about to be selected. */
  void leaveChannel();

  /** Most data in a command, before the secure channel wraps it. */
  int maxCommandData();

  /** Most data in a response, after the secure channel has unwrapped it. */
  int maxResponseData();
}
