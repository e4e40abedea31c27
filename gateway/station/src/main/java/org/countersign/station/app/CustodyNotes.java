package org.countersign.station.app;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.SigningKey;

/** What whoever takes the box takes along: told at every start and by every check. */
final class CustodyNotes {

  private CustodyNotes() {}

  static List<String> of(StationConfig config) {
    List<String> notes = new ArrayList<>();
    new TreeMap<>(config.signing())
        .forEach((suite, key) -> {
          switch (key) {
            case SigningKey.Pkcs12 file ->
                notes.add(
                    "WARNING: the signing key of "
                        + suite
                        + " lies on this box ("
                        + file.file()
                        + "): whoever takes the box can sign cards until the document signer is"
                        + " revoked. This is a pilot's set-up, not one for production; see"
                        + " gateway/docs/keys.md");
            case SigningKey.Remote service ->
                notes.add(
                    suite
                        + " is signed by the service "
                        + service.url()
                        + ", which is asked when the station runs");
            case SigningKey.Pkcs11 token -> {}
          }
        });
    return notes;
  }
}
