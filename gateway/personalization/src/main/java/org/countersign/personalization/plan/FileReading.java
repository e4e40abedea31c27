package org.countersign.personalization.plan;

import java.util.List;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.plan.CardSession.Call;
import org.countersign.personalization.profile.CardFile;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step.EffectClass;

/**
 * Reads whole transparent files: by short identifier, which saves the SELECT, or by file
 * identifier; in the largest blocks; from 32,768 on with READ BINARY B1 (ISO 7816-4, 11.3.3).
 */
final class FileReading {

  /** 6282: fewer bytes than Le asked for; the file ends here. */
  private static final List<Integer> READ = List.of(0x9000, 0x6282);

  private static final int NOT_FOUND = 0x6A82;

  private final Profile profile;
  private final CardSession session;

  FileReading(Profile profile, CardSession session) {
    this.profile = profile;
    this.session = session;
  }

  CommandApdu select(int fid) {
    return CommandApdu.of(0x00, 0xA4, profile.card().selectFileP1(), 0x0C, Bytes.of(fid >> 8, fid));
  }

  /** Reads a file whose content, and so its length, is known. */
  Bytes readKnown(CardFile file, String label, Bytes wanted) throws DeviceException, StepFailure {
    Bytes first = first(file, label, wanted.size(), wanted, false).orElse(Bytes.empty());
    return rest(label, first, wanted.size(), wanted);
  }

  /**
   * Reads a file of which nothing is known but how long it ought to be.
   *
   * @return what is there, shorter if the file is; empty if there is no such file
   */
  Optional<Bytes> find(CardFile file, String label, int size) throws DeviceException, StepFailure {
    Optional<Bytes> first = first(file, label, size, Bytes.empty(), true);
    if (first.isEmpty() || first.get().size() < Math.min(size, session.maxResponseData())) {
      return first;
    }
    return Optional.of(rest(label, first.get(), size, Bytes.empty()));
  }

  /** Reads a file that says by its BER-TLV header, or by its profile, how long it is. */
  Optional<Bytes> read(CardFile file, String label) throws DeviceException, StepFailure {
    int guess = file.size().orElse(session.maxResponseData());
    Optional<Bytes> first = first(file, label, guess, Bytes.empty(), file.ifPresent().isPresent());
    if (first.isEmpty()) {
      return first;
    }
    int total = file.size().orElse(0);
    if (file.size().isEmpty()) {
      total = length(label, first.get());
    }
    return Optional.of(rest(label, first.get(), total, Bytes.empty()));
  }

  private static int length(String label, Bytes first) throws StepFailure {
    try {
      Tlv.Header header = Tlv.decodeHeader(first, 0);
      return header.start() + header.length();
    } catch (IllegalArgumentException e) {
      throw new StepFailure(StepFailure.Reason.DATA, null, label + ": it holds no BER-TLV object");
    }
  }

  private Optional<Bytes> first(
      CardFile file, String label, int size, Bytes wanted, boolean mayBeAbsent)
      throws DeviceException, StepFailure {
    boolean bySfi = file.sfi().isPresent();
    if (!bySfi && !selected(file, mayBeAbsent)) {
      return Optional.empty();
    }
    int p1 = bySfi ? 0x80 | file.sfi().getAsInt() : 0;
    int le = Math.min(size, session.maxResponseData());
    List<Integer> expect = mayBeAbsent && bySfi ? List.of(0x9000, 0x6282, NOT_FOUND) : READ;
    ResponseApdu answer =
        session.call(
            read(label, CommandApdu.of(0x00, 0xB0, p1, 0, le), expect, part(wanted, 0, le)));
    return answer.sw().value() == NOT_FOUND ? Optional.empty() : Optional.of(answer.data());
  }

  private boolean selected(CardFile file, boolean mayBeAbsent) throws DeviceException, StepFailure {
    List<Integer> expect = mayBeAbsent ? List.of(0x9000, NOT_FOUND) : List.of(0x9000);
    Call call =
        new Call(
            "select " + file.name(),
            select(file.fid().orElse(0)),
            expect,
            EffectClass.NONE,
            true,
            true,
            0,
            Bytes.empty());
    return session.call(call).isOk();
  }

  private Bytes rest(String label, Bytes first, int total, Bytes wanted)
      throws DeviceException, StepFailure {
    byte[] all = new byte[total];
    int at = Math.min(first.size(), total);
    System.arraycopy(first.toArray(), 0, all, 0, at);
    while (at < total) {
      Bytes next = at <= 0x7FFF ? even(label, at, total, wanted) : odd(label, at, total, wanted);
      int size = Math.min(next.size(), total - at);
      if (size == 0) {
        throw new StepFailure(
            StepFailure.Reason.DATA,
            null,
            label + ": it ends after " + at + " of " + total + " bytes");
      }
      System.arraycopy(next.toArray(), 0, all, at, size);
      at += size;
    }
    return Bytes.of(all);
  }

  private Bytes even(String label, int at, int total, Bytes wanted)
      throws DeviceException, StepFailure {
    int le = Math.min(total - at, session.maxResponseData());
    CommandApdu read = CommandApdu.of(0x00, 0xB0, at >> 8, at & 0xFF, le);
    return session.call(read(label, read, READ, part(wanted, at, le))).data();
  }

  private Bytes odd(String label, int at, int total, Bytes wanted)
      throws DeviceException, StepFailure {
    int size = Math.min(total - at, session.maxResponseData() - 4);
    int le = size + Tlv.headerSize(0x53, size);
    CommandApdu read = new CommandApdu(0x00, 0xB1, 0, 0, Tlv.encode(0x54, offset(at)), le);
    Bytes trial = Tlv.encode(0x53, part(wanted, at, size));
    Bytes answer = session.call(read(label, read, READ, trial)).data();
    try {
      return Tlv.decode(answer).value();
    } catch (IllegalArgumentException e) {
      throw new StepFailure(StepFailure.Reason.DATA, null, label + ": no data object 53");
    }
  }

  static Bytes offset(int at) {
    return at <= 0xFFFF ? Bytes.of(at >> 8, at) : Bytes.of(at >> 16, at >> 8, at);
  }

  private static Bytes part(Bytes wanted, int at, int size) {
    return wanted.slice(Math.min(at, wanted.size()), Math.min(at + size, wanted.size()));
  }

  private static Call read(String label, CommandApdu command, List<Integer> expect, Bytes answer) {
    return new Call(label, command, expect, EffectClass.NONE, true, true, 0, answer);
  }
}
