package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ContactedChip;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.access.AccessRefused;
import org.countersign.personalization.access.MrzKey;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.plan.CardSession;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.InspectionRules;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step.EffectClass;
import org.countersign.personalization.signing.DocumentVerifier;

/** Reads a finished card as somebody who did not make it. On the device's thread. */
public final class Inspection {

  private final DocumentVerifier verifier;
  private final Duration exchangeLimit;

  /**
   * Binds the ports.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   */
  public Inspection(DocumentVerifier verifier, Duration exchangeLimit) {
    this.verifier = verifier;
    this.exchangeLimit = exchangeLimit;
  }

  /**
   * Powers the chip on, opens it, reads every file, checks the signature and powers it off.
   *
   * @throws DeviceException if the chip can no longer be reached
   * @throws InspectionException if it does not open or answers otherwise than the profile says
   */
  public Report inspect(Profile profile, AccessSecrets secrets, ChipContact contact)
      throws DeviceException, InspectionException {
    CountingChip chip = new CountingChip(new ContactedChip(contact, exchangeLimit));
    try {
      Progress progress = new Progress(false);
      return inspect(profile, secrets, contact, chip, progress, files -> verdict(profile, files));
    } finally {
      Contacts.powerOffQuietly(contact, exchangeLimit);
    }
  }

  /**
   * The same, but leaves the chip powered.
   *
   * @param progress whether a try of the inspector's keys may be spent
   * @param judge gives the verdict on the files that were read
   */
  Report inspect(
      Profile profile,
      AccessSecrets secrets,
      ChipContact contact,
      CountingChip chip,
      Progress progress,
      Function<SortedMap<String, Bytes>, DocumentVerifier.Verdict> judge)
      throws DeviceException, InspectionException {
    // A cold reset: nothing that the issuer left open helps the inspector.
    contact.powerOff(exchangeLimit);
    ChipConnection connection = contact.powerOn(exchangeLimit);
    CardFacts facts = new CardFacts(keys(secrets));
    try (LiveSession session =
        new LiveSession(chip, profile.card(), connection, facts, progress, () -> {})) {
      return read(profile, secrets, session, facts, judge);
    } catch (StepFailure | FieldFailure | AccessRefused e) {
      throw new InspectionException("the card could not be read: " + e.getMessage(), e);
    }
  }

  private static Report read(
      Profile profile,
      AccessSecrets secrets,
      LiveSession session,
      CardFacts facts,
      Function<SortedMap<String, Bytes>, DocumentVerifier.Verdict> judge)
      throws DeviceException, StepFailure, FieldFailure, AccessRefused, InspectionException {
    PlanRun run = PlanRun.inspecting(profile, facts, session);
    Bytes chipId = run.readChipId();
    facts.chipId(chipId);
    InspectionRules rules = profile.inspection();
    if (rules.access() instanceof InspectionRules.Bac bac) {
      session.call(select(bac));
      session.openBac(mrzKey(secrets));
    }
    run.run(rules.steps());
    SortedMap<String, Bytes> files = run.filesRead();
    return new Report(chipId.toHex(), rules.access().protocol(), files, judge.apply(files));
  }

  private static CardSession.Call select(InspectionRules.Bac bac) {
    return new CardSession.Call(
        "select application " + bac.application().toHex(),
        CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, bac.application()),
        List.of(0x9000),
        EffectClass.NONE,
        false,
        true,
        0,
        Bytes.empty());
  }

  private static KeySource keys(AccessSecrets secrets) {
    return secrets instanceof AccessSecrets.Keys keys
        ? keys.source()
        : request -> {
          throw new KeyUnavailableException("key " + request.name() + " was not given");
        };
  }

  private static MrzKey mrzKey(AccessSecrets secrets) throws InspectionException {
    try {
      return switch (secrets) {
        case AccessSecrets.MachineReadableZone mrz -> mrzKey(mrz.lines());
        case AccessSecrets.DocumentData d ->
            MrzKey.of(d.documentNumber(), d.birthDate(), d.expiryDate());
        case AccessSecrets.Keys k -> throw noMrz();
        case AccessSecrets.None n -> throw noMrz();
      };
    } catch (IllegalArgumentException e) {
      throw new InspectionException("the machine readable zone is not right: " + e.getMessage(), e);
    }
  }

  private static MrzKey mrzKey(List<String> lines) {
    if (lines.size() == 3) {
      return MrzKey.ofTd1(lines.get(0), lines.get(1));
    }
    if (lines.size() != 2 || lines.get(1).length() < 36) {
      throw new IllegalArgumentException("three lines of 30 characters, or two of 36 or 44");
    }
    // TD2 and TD3: number 1-9, birth date 14-19, expiry date 22-27 (9303-4, 4.2; 9303-6, 4.2).
    String second = lines.get(1);
    return MrzKey.of(
        second.substring(0, 9).replaceAll("<+$", ""),
        second.substring(13, 19),
        second.substring(21, 27));
  }

  private static InspectionException noMrz() {
    return new InspectionException(
        "the card opens with its machine readable zone, which was not given");
  }

  /** Passive authentication of files, by the profile's names. Any thread. */
  DocumentVerifier.Verdict verdict(Profile profile, SortedMap<String, Bytes> files) {
    if (profile.signing().isEmpty()) {
      return new DocumentVerifier.Verdict(
          List.of(
              new DocumentVerifier.Check(
                  "read", true, files.size() + " files; this product carries no signature")));
    }
    Profile.Signing signing = profile.signing().get();
    SortedMap<Integer, Bytes> groups = new TreeMap<>();
    signing
        .dataGroups()
        .forEach((number, file) -> {
          Bytes content = files.get(file);
          if (content != null) {
            groups.put(number, content);
          }
        });
    Bytes efSod = files.getOrDefault(signing.file(), Bytes.empty());
    return verifier.verify(efSod, groups);
  }

  /**
   * What was read.
   *
   * @param chipId the chip's own number, hex
   * @param accessProtocol for example {@code BAC}
   * @param files whole contents by the profile's names, for example {@code EF_DG1}
   * @param verdict of the passive authentication
   */
  public record Report(
      String chipId,
      String accessProtocol,
      SortedMap<String, Bytes> files,
      DocumentVerifier.Verdict verdict) {
    @Override
    public String toString() {
      return "Report[" + chipId + " " + accessProtocol + " " + files.keySet() + "]";
    }
  }
}
