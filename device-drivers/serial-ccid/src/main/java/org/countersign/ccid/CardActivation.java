package org.countersign.ccid;

import java.util.Arrays;
import org.countersign.ccid.CcidSettings.Exchanged;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * Brings a card from no power to a protocol: supply, answer to reset, PPS, the reader's parameters,
 * length of blocks.
 */
final class CardActivation {

  /**
   * A card that is ready.
   *
   * @param connection what the station is told
   * @param protocol how to talk to it
   */
  record Activated(ChipConnection connection, CardProtocol protocol) {}

  private static final String DOING = "powering the card up";
  private static final int DEFAULT_SPEED = 0x11;

  private final ReaderSlot reader;
  private final CcidSettings settings;

  CardActivation(ReaderSlot reader, CcidSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  Activated run(Deadline deadline) throws DeviceException {
    try {
      AnswerToReset atr = coldReset(deadline);
      int protocol = choose(atr);
      if (settings.exchange() != Exchanged.TPDU) {
        return apdus(atr, protocol, deadline);
      }
      int speed = atr.isSpecific() ? atr.speed() : negotiated(atr, protocol, deadline);
      if (speed < 0) {
        // The card took the PPS badly: once more, with what it speaks without one.
        atr = coldReset(deadline);
        return tpdus(atr, atr.firstProtocol(), DEFAULT_SPEED, deadline);
      }
      return tpdus(atr, protocol, speed, deadline);
    } catch (ExchangeFailure e) {
      throw e.cardAbsent() ? missing(e) : e.because(Effect.NONE, Effect.NONE, DOING);
    }
  }

  /** Off first: a reader may take "on" for a warm reset. */
  private AnswerToReset coldReset(Deadline deadline) throws ExchangeFailure, DeviceException {
    reader.powerOff(deadline);
    int last = settings.voltages().size() - 1;
    for (int i = 0; ; i++) {
      try {
        return parsed(reader.powerOn(settings.voltages().get(i), deadline));
      } catch (ExchangeFailure e) {
        boolean other = e.kind() == ExchangeFailure.Kind.FAILED && !e.cardAbsent();
        if (!other) {
          throw e;
        }
        if (i == last) {
          throw mute(e);
        }
        reader.powerOff(deadline);
      }
    }
  }

  private static AnswerToReset parsed(byte[] atr) throws DeviceException {
    try {
      return AnswerToReset.parse(atr);
    } catch (IllegalArgumentException e) {
      throw new DeviceException(
          Fault.CARD_MUTE,
          Effect.NONE,
          "",
          DOING + ": its answer to reset is wrong (" + e.getMessage() + "); clean the contacts",
          e);
    }
  }

  private int choose(AnswerToReset atr) throws DeviceException {
    int chosen =
        switch (settings.protocol()) {
          case AUTO -> atr.offers(1) && isCarried(atr, 1) ? 1 : 0;
          case T0 -> 0;
          case T1 -> 1;
        };
    if (atr.isSpecific()) {
      chosen = atr.firstProtocol();
    }
    if (chosen > 1 || !atr.offers(chosen) || !isCarried(atr, chosen)) {
      throw new DeviceException(
          Fault.CARD_MUTE,
          Effect.NONE,
          "",
          DOING
              + (atr.usesCrc()
                  ? ": its T=1 blocks are checked by CRC, which is not carried to this reader"
                  : ": it does not offer T=" + chosen)
              + "; change the setting protocol or take another card");
    }
    return chosen;
  }

  private boolean isCarried(AnswerToReset atr, int protocol) {
    return protocol == 0 || !atr.usesCrc() || settings.exchange() != Exchanged.TPDU;
  }

  private Activated apdus(AnswerToReset atr, int protocol, Deadline deadline)
      throws ExchangeFailure {
    if (!atr.isContactless() && protocol != atr.firstProtocol()) {
      // The reader does the PPS that this asks for.
      reader.setParameters(protocol, parameters(atr, protocol, atr.speed()), deadline);
    }
    boolean extended = settings.exchange() == Exchanged.EXTENDED_APDU;
    CardProtocol carrier =
        protocol == 0 && !extended
            ? new T0Protocol(reader, atr.waitingTime(atr.speed()))
            : new ApduProtocol(reader, extended);
    return activated(atr, protocol, carrier);
  }

  private Activated tpdus(AnswerToReset atr, int protocol, int speed, Deadline deadline)
      throws ExchangeFailure, DeviceException {
    reader.setParameters(protocol, parameters(atr, protocol, speed), deadline);
    if (protocol == 0) {
      return activated(atr, 0, new T0Protocol(reader, atr.waitingTime(speed)));
    }
    T1Protocol t1 = new T1Protocol(reader, atr.ifsc(), atr.blockWaitingTime(speed));
    t1.negotiateIfsd(deadline);
    return activated(atr, 1, t1);
  }

  private static byte[] parameters(AnswerToReset atr, int protocol, int speed) {
    return protocol == 0 ? atr.parametersT0(speed) : atr.parametersT1(speed);
  }

  /**
   * Protocol and parameters selection (ISO/IEC 7816-3, clause 9).
   *
   * @return the speed agreed on; -1 if the card agreed to nothing
   */
  private int negotiated(AnswerToReset atr, int protocol, Deadline deadline)
      throws ExchangeFailure {
    boolean faster =
        atr.speed() != DEFAULT_SPEED
            && AnswerToReset.isUsable(atr.speed(), settings.profile().greatestCardSpeed());
    if (!faster && protocol == atr.firstProtocol()) {
      return DEFAULT_SPEED;
    }
    byte[] request = pps(protocol, faster ? atr.speed() : DEFAULT_SPEED);
    byte[] answer;
    try {
      answer =
          reader.transfer(request, 0, 0, atr.waitingTime(DEFAULT_SPEED), false, deadline).data();
    } catch (ExchangeFailure e) {
      if (e.isPassing() || e.error() == ReaderError.ICC_MUTE) {
        return -1;
      }
      throw e;
    }
    if (Arrays.equals(answer, request)) {
      return faster ? atr.speed() : DEFAULT_SPEED;
    }
    return Arrays.equals(answer, pps(protocol, DEFAULT_SPEED)) ? DEFAULT_SPEED : -1;
  }

  /** PPSS FF, PPS0, PPS1 if the speed is another than the usual, PCK. */
  private static byte[] pps(int protocol, int speed) {
    byte[] pps =
        speed == DEFAULT_SPEED
            ? new byte[] {(byte) 0xFF, (byte) protocol, 0}
            : new byte[] {(byte) 0xFF, (byte) (0x10 | protocol), (byte) speed, 0};
    for (int i = 0; i < pps.length - 1; i++) {
      pps[pps.length - 1] ^= pps[i];
    }
    return pps;
  }

  private static Activated activated(AnswerToReset atr, int protocol, CardProtocol carrier) {
    ChipConnection.Protocol told =
        protocol == 0 ? ChipConnection.Protocol.T0 : ChipConnection.Protocol.T1;
    ChipConnection connection =
        new ChipConnection(
            atr.bytes(),
            atr.isContactless() ? ChipConnection.Protocol.TCL : told,
            carrier.maxCommandBytes(),
            carrier.maxResponseBytes());
    return new Activated(connection, carrier);
  }

  private DeviceException missing(ExchangeFailure e) {
    return new DeviceException(
        Fault.CARD_MISSING,
        Effect.NONE,
        "bError %02X".formatted(e.error()),
        DOING + ": no card is in the reader at " + reader.name() + "; put one in",
        e);
  }

  private static DeviceException mute(ExchangeFailure e) {
    Fault fault = e.error() == ReaderError.HARDWARE ? Fault.HARDWARE : Fault.CARD_MUTE;
    return new DeviceException(
        fault,
        Effect.NONE,
        "bError %02X".formatted(e.error()),
        DOING + ": no answer to reset at any supply; " + e.getMessage(),
        e);
  }
}
