package org.countersign.personalization.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;

/** Files: one id each, all read back, and none open that counts as protected. */
final class FileChecks {

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  FileChecks(Profile profile, ProfileParts parts, Findings findings) {
    this.profile = profile;
    this.parts = parts;
    this.findings = findings;
  }

  void run() {
    identifiers();
    readBack();
    accessConditions();
  }

  private void identifiers() {
    Map<Integer, String> fids = new HashMap<>();
    for (CardFile file : profile.files()) {
      file.fid()
          .ifPresent(fid -> {
            String other = fids.put(fid, file.name());
            if (other != null) {
              findings.add("/files/" + file.name() + "/fid", "is that of " + other + " too");
            }
          });
    }
  }

  private void readBack() {
    Set<String> proven = new TreeSet<>();
    parts
        .phases()
        .forEach((phase, steps) -> {
          for (int i = 0; i < steps.size(); i++) {
            fileStep(phase, i, steps.get(i), proven);
          }
        });
    for (CardFile file : profile.files()) {
      if (!proven.contains(file.name())) {
        findings.add(
            "/files/" + file.name(), "is never read back; every file is, before the card is valid");
      }
    }
  }

  private void fileStep(String phase, int i, Step step, Set<String> proven) {
    Optional<String> named =
        switch (step) {
          case Step.WriteFile s -> Optional.of(s.file());
          case Step.ReadFile s -> Optional.of(s.file());
          default -> Optional.empty();
        };
    named
        .flatMap(profile::file)
        .filter(f -> f.fid().isEmpty())
        .ifPresent(f -> findings.add(phase + "/" + i + "/file", f.name() + " has no \"fid\""));
    if (phase.equals("/readBack")) {
      if (step instanceof Step.ReadFile read) {
        proven.add(read.file());
      }
      if (step instanceof Step.Command command) {
        command.into().ifPresent(proven::add);
      }
    }
  }

  /** A file that counts as protected must not be created with a free right to read it. */
  private void accessConditions() {
    parts
        .expressions()
        .forEach((path, e) -> {
          if (e instanceof Expression.FileControl control
              && control.and() instanceof Expression.Literal literal) {
            accessCondition(path, control.file(), literal.value());
          }
        });
  }

  private void accessCondition(String path, String name, Bytes more) {
    try {
      Optional<Tlv> compact = Tlv.decodeAll(more).stream().filter(t -> t.tag() == 0x8C).findFirst();
      boolean open = compact.isPresent() && readsFreely(compact.get().value());
      boolean declaredOpen = profile.file(name).map(CardFile::openToAll).orElse(false);
      if (open && !declaredOpen) {
        findings.add(path, "lets anybody read " + name + ", which is declared protected");
      }
    } catch (IllegalArgumentException e) {
      findings.add(path, "is no list of BER-TLV objects");
    }
  }

  /** Compact format of ISO 7816-4, 7.4.2.2: access mode byte, a condition a set bit, b7 first. */
  private static boolean readsFreely(Bytes compact) {
    boolean reads = !compact.isEmpty() && (compact.at(0) & 1) != 0;
    return reads && compact.at(compact.size() - 1) == 0x00;
  }
}
