package org.countersign.station.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.signer.Signer;

/**
 * Everything that a configuration names, opened and tried out.
 *
 * @param signers to be closed
 * @param profiles by id
 * @param testCards empty for a station without any
 * @param grants who may sign grants; empty for a pilot that needs none
 * @param notes what the operator should know though it is no fault
 */
record Parts(
    StationConfig config,
    DriverCatalogue drivers,
    Map<String, Profile> profiles,
    List<Signer> signers,
    DocumentSigner signer,
    DocumentVerifier verifier,
    StationKeys keys,
    Optional<StationTestCards> testCards,
    Optional<SignatureVerifier> grants,
    List<String> notes)
    implements AutoCloseable {

  @Override
  public void close() {
    signers.forEach(Signer::close);
    keys.close();
    testCards.ifPresent(StationTestCards::close);
  }
}
