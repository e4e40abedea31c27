package org.countersign.tck;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** Judgements; each failure says what was expected and what came. */
final class Proof {

  private static final int MOST_SHOWN = 48;

  private Proof() {}

  static AssertionError failed(String what, Object expected, Object came) {
    return new AssertionError(what + "\nexpected: " + expected + "\ncame: " + came);
  }

  static void holds(boolean right, String what, Object expected, Object came) {
    if (!right) {
      throw failed(what, expected, came);
    }
  }

  static void same(String what, Object expected, Object came) {
    holds(expected.equals(came), what, expected, came);
  }

  static void sameBytes(String what, byte[] expected, byte[] came) {
    holds(Arrays.equals(expected, came), what, hex(expected), hex(came));
  }

  /** One of the faults and one of the effects, with a message. */
  static void failure(String what, DeviceException came, Set<Fault> faults, Set<Effect> effects) {
    String message = String.valueOf(came.getMessage());
    holds(
        faults.contains(came.fault()) && effects.contains(came.effect()) && !message.isBlank(),
        what,
        "a DeviceException with a message, " + faults + " and " + effects,
        told(came));
  }

  static void failure(String what, DeviceException came, Fault fault, Effect effect) {
    failure(what, came, EnumSet.of(fault), EnumSet.of(effect));
  }

  static String told(DeviceException e) {
    return e.fault() + "/" + e.effect() + " \"" + e.getMessage() + "\"";
  }

  private static String hex(byte[] bytes) {
    return bytes.length <= MOST_SHOWN
        ? HexFormat.of().formatHex(bytes)
        : HexFormat.of().formatHex(bytes, 0, MOST_SHOWN) + "... (" + bytes.length + " bytes)";
  }
}
