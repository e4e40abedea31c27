package org.countersign.ccid;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * Short APDUs over the TPDUs of T=0 (ISO/IEC 7816-3, 12.2): data goes one way at a time, the rest
 * is fetched by GET RESPONSE, and Le is corrected after 6Cxx. T=0 cannot ask for a lost answer
 * again: after one the effect is unknown.
 */
final class T0Protocol implements CardProtocol {

  private static final int INS_GET_RESPONSE = 0xC0;

  private final CardLink card;
  private final Duration cardTime;

  T0Protocol(CardLink card, Duration cardTime) {
    this.card = card;
    this.cardTime = cardTime;
  }

  @Override
  public int maxCommandBytes() {
    return 261;
  }

  @Override
  public int maxResponseBytes() {
    return 258;
  }

  /** One command with the TPDUs that it took. */
  private final class Transmission {
    final byte[] command;
    final int le;
    final Deadline deadline;
    boolean begun;

    Transmission(byte[] command, int le, Deadline deadline) {
      this.command = command;
      this.le = le;
      this.deadline = deadline;
    }

    byte[] run() throws DeviceException {
      byte[] first = command.length > 5 ? withData() : withoutData();
      return fetchRest(first);
    }

    /** Cases 3 and 4 (12.2.3, 12.2.5): P3 is Lc; what comes back is announced by 61xx. */
    private byte[] withData() throws DeviceException {
      return tpdu(Arrays.copyOf(command, 5 + (command[4] & 0xFF)));
    }

    /** Cases 1 and 2 (12.2.2, 12.2.4): P3 is Le; 6Cxx names the right one, nothing was done yet. */
    private byte[] withoutData() throws DeviceException {
      byte[] header = Arrays.copyOf(command, 5);
      byte[] response = tpdu(header);
      if (sw1(response) != 0x6C || le == 0) {
        return response;
      }
      header[4] = response[response.length - 1];
      return atMost(le, tpdu(header));
    }

    private byte[] fetchRest(byte[] first) throws DeviceException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] response = first;
      all.write(response, 0, response.length - 2);
      while (sw1(response) == 0x61 && all.size() < le) {
        int there = available(response);
        byte[] header = {
          (byte) transportClass(command[0] & 0xFF),
          (byte) INS_GET_RESPONSE,
          0,
          0,
          (byte) Math.min(le - all.size(), there)
        };
        response = tpdu(header);
        if (sw1(response) == 0x6C) {
          header[4] = response[response.length - 1];
          response = tpdu(header);
        }
        if (response.length == 2) {
          break;
        }
        all.write(response, 0, Math.min(response.length - 2, le - all.size()));
      }
      all.write(response, response.length - 2, 2);
      return all.toByteArray();
    }

    private byte[] tpdu(byte[] tpdu) throws DeviceException {
      try {
        byte[] response = card.transfer(tpdu, 0, 0, cardTime, true, deadline).data();
        if (response.length < 2) {
          throw new DeviceException(
              Fault.COMMUNICATION,
              Effect.UNKNOWN,
              "",
              "exchanging an APDU by T=0: the reader gave %d bytes; power the card up anew"
                  .formatted(response.length));
        }
        begun = true;
        return response;
      } catch (ExchangeFailure e) {
        // If the chip has seen an earlier part, the whole command may have had its effect.
        Effect before = begun ? Effect.UNKNOWN : Effect.NONE;
        throw e.because(before, Effect.UNKNOWN, "exchanging an APDU by T=0");
      }
    }
  }

  @Override
  public byte[] transceive(byte[] command, Deadline deadline) throws DeviceException {
    return new Transmission(command, expected(command), deadline).run();
  }

  /** Le of a short APDU, 0 if it has none (ISO/IEC 7816-4, 5.1). */
  private static int expected(byte[] command) throws DeviceException {
    if (command.length == 4) {
      return 0;
    }
    int fifth = command[4] & 0xFF;
    if (command.length == 5) {
      return fifth == 0 ? 256 : fifth;
    }
    if (fifth != 0 && command.length == 5 + fifth) {
      return 0;
    }
    if (fifth != 0 && command.length == 6 + fifth) {
      int le = command[command.length - 1] & 0xFF;
      return le == 0 ? 256 : le;
    }
    throw new DeviceException(
        Fault.DRIVER_BUG,
        Effect.NONE,
        "",
        "nothing was sent: %d bytes that are no short APDU (ISO 7816-4, 5.1)"
            .formatted(command.length));
  }

  private static byte[] atMost(int le, byte[] response) {
    if (response.length - 2 <= le) {
      return response;
    }
    byte[] cut = Arrays.copyOf(response, le + 2);
    System.arraycopy(response, response.length - 2, cut, le, 2);
    return cut;
  }

  private static int sw1(byte[] response) {
    return response[response.length - 2] & 0xFF;
  }

  private static int available(byte[] response) {
    int sw2 = response[response.length - 1] & 0xFF;
    return sw2 == 0 ? 256 : sw2;
  }

  /** The logical channel alone (ISO/IEC 7816-4, 5.4.1). */
  private static int transportClass(int cla) {
    return (cla & 0x40) != 0 ? 0x40 | (cla & 0x0F) : cla & 0x03;
  }
}
