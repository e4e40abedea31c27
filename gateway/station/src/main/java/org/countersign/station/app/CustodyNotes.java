package org.countersign.station.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.SigningKey;
import org.countersign.station.config.StationConfig.Wrapping;

/** What whoever takes the box takes along: told at every start and by every check. */
final class CustodyNotes {

  private static final String NOT_PRODUCTION =
      ". This set-up is not one for production; see gateway/docs/keys.md";

  private CustodyNotes() {}

  /** Suites whose signing key lies on the box. */
  static List<String> signedOnTheBox(StationConfig config) {
    return new TreeMap<>(config.signing())
        .entrySet().stream()
            .filter(key -> key.getValue() instanceof SigningKey.Pkcs12)
            .map(Map.Entry::getKey)
            .toList();
  }

  /** Whether wrapped card keys are opened with a key in a file. */
  static boolean opensWithFile(StationConfig config) {
    return config.keys().wrapping().filter(Wrapping.Pkcs12.class::isInstance).isPresent();
  }

  /** For {@code /healthz}: without paths, since anybody on the box may ask. */
  static List<String> cautions(StationConfig config) {
    List<String> cautions = new ArrayList<>();
    for (String suite : signedOnTheBox(config)) {
      cautions.add(
          "pilot: whoever takes this box can sign cards of "
              + suite
              + "; no set-up for production");
    }
    if (config.keys().file().isPresent()) {
      cautions.add(
          "pilot: whoever takes this box has the personalisation master keys; no set-up for"
              + " production");
    }
    if (opensWithFile(config)) {
      cautions.add(
          "pilot: whoever takes this box can open the card keys of jobs that wait; no set-up for"
              + " production");
    }
    return cautions;
  }

  static List<String> of(StationConfig config) {
    List<String> notes = new ArrayList<>();
    new TreeMap<>(config.signing())
        .forEach((suite, key) -> {
          switch (key) {
            case SigningKey.Pkcs12 file ->
                notes.add(
                    "PILOT: the signing key of "
                        + suite
                        + " lies on this box ("
                        + file.file()
                        + "): whoever takes the box can sign cards until the document signer is"
                        + " revoked"
                        + NOT_PRODUCTION);
            case SigningKey.Remote service ->
                notes.add(
                    suite
                        + " is signed by the service "
                        + service.url()
                        + ", which is asked when the station runs");
            case SigningKey.Pkcs11 token -> {}
          }
        });
    config
        .keys()
        .file()
        .ifPresent(file ->
            notes.add(
                "PILOT: personalisation master keys lie on this box ("
                    + file
                    + "): whoever takes the box can open every card that was made with them"
                    + NOT_PRODUCTION));
    config
        .keys()
        .sam()
        .ifPresent(sam ->
            notes.add(
                "card keys come from a SAM behind driver "
                    + sam.driver()
                    + ", which is looked at when the station runs"));
    if (config.keys().wrapping().orElse(null) instanceof Wrapping.Pkcs12 key) {
      notes.add(
          "PILOT: the key that opens wrapped card keys lies on this box ("
              + key.file()
              + "): whoever takes the box can open the keys that came with jobs that wait"
              + NOT_PRODUCTION);
    }
    return notes;
  }
}
