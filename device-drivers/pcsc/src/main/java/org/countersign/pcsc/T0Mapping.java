package org.countersign.pcsc;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;

/**
 * Carries APDUs over the TPDUs of T=0 (ISO/IEC 7816-3:2006, 12.2). A TPDU has data in one direction
 * only, and at most 255 bytes up or 256 down: so responses are fetched by GET RESPONSE, Le is
 * corrected after 6Cxx, and longer commands travel in ENVELOPEs.
 */
final class T0Mapping {

  /** One TPDU: CLA INS P1 P2 P3 [data]; the answer is data, SW1 SW2. */
  interface Tpdu {
    byte[] exchange(byte[] tpdu) throws PcscFailure;
  }

  private static final int INS_GET_RESPONSE = 0xC0;
  private static final int INS_ENVELOPE = 0xC2;
  private static final int MAX_SEGMENT = 255;

  private final Tpdu line;
  private boolean begun;

  T0Mapping(Tpdu line) {
    this.line = line;
  }

  /** Sends one command and gathers its response, at most Le bytes. */
  ResponseApdu transmit(CommandApdu command) throws PcscFailure {
    begun = false;
    ResponseApdu response;
    if (command.data().isEmpty()) {
      response = receiving(command.cla(), command.ins(), command.p1(), command.p2(), command.le());
    } else if (command.data().size() <= MAX_SEGMENT) {
      // Case 4 goes out as case 3: what it would return is announced by 61xx (12.2.5).
      response = sending(command.cla(), command.ins(), command.p1(), command.p2(), command.data());
    } else {
      response = enveloped(command);
    }
    return fetchRest(command, response);
  }

  /** Cases 1 and 2 (12.2.2, 12.2.3): P3 is Le; 00 asks for 256 bytes, or for nothing in case 1. */
  private ResponseApdu receiving(int cla, int ins, int p1, int p2, int le) throws PcscFailure {
    ResponseApdu response = exchange(header(cla, ins, p1, p2, Math.min(le, 256)));
    if (!response.sw().isWrongLe() || le == 0) {
      return response;
    }
    // 6Cxx: nothing was done yet; the chip names the right P3.
    response = exchange(header(cla, ins, p1, p2, response.sw().sw2()));
    return truncated(response, le);
  }

  /** Case 3 (12.2.4): P3 is Lc. */
  private ResponseApdu sending(int cla, int ins, int p1, int p2, Bytes data) throws PcscFailure {
    return exchange(header(cla, ins, p1, p2, data.size()).plus(data));
  }

  /** Case 3 and 4 with more than 255 bytes: the whole APDU, cut up (12.2.7). */
  private ResponseApdu enveloped(CommandApdu command) throws PcscFailure {
    Bytes apdu = Bytes.of(command.encode());
    int cla = CommandApdu.transportClass(command.cla());
    for (int at = 0; ; at += MAX_SEGMENT) {
      int end = Math.min(at + MAX_SEGMENT, apdu.size());
      ResponseApdu response = sending(cla, INS_ENVELOPE, 0, 0, apdu.slice(at, end));
      // The answer to the last segment is the command's own; an earlier refusal ends it too.
      if (end == apdu.size() || !response.isOk()) {
        return response;
      }
    }
  }

  /**
   * 61xx: GET RESPONSE until the chip has given all it has or Le bytes are there; without Le the
   * status goes to the caller as it is (12.2.4).
   */
  private ResponseApdu fetchRest(CommandApdu command, ResponseApdu first) throws PcscFailure {
    int cla = CommandApdu.transportClass(command.cla());
    Bytes all = first.data();
    ResponseApdu response = first;
    while (response.sw().hasMoreData() && all.size() < command.le()) {
      int missing = command.le() - all.size();
      int le = Math.min(missing, available(response.sw()));
      response = receiving(cla, INS_GET_RESPONSE, 0, 0, le);
      if (response.data().isEmpty()) {
        break;
      }
      all = all.plus(response.data());
    }
    return new ResponseApdu(all, response.sw());
  }

  private ResponseApdu exchange(Bytes tpdu) throws PcscFailure {
    try {
      ResponseApdu response = ResponseApdu.decode(line.exchange(tpdu.toArray()));
      begun = true;
      return response;
    } catch (PcscFailure e) {
      // The chip has seen an earlier part, so the command as a whole may have had its effect.
      throw begun ? e.afterTheFirst() : e;
    }
  }

  private static Bytes header(int cla, int ins, int p1, int p2, int p3) {
    return Bytes.of(cla, ins, p1, p2, p3);
  }

  private static ResponseApdu truncated(ResponseApdu response, int le) {
    return response.data().size() <= le
        ? response
        : new ResponseApdu(response.data().slice(0, le), response.sw());
  }

  private static int available(StatusWord sw) {
    return sw.sw2() == 0 ? 256 : sw.sw2();
  }
}
