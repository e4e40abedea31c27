package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import com.google.protobuf.ByteString;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.protocol.v1.GrantStatus;
import org.countersign.protocol.v1.TreeHead;
import org.countersign.station.ledger.GrantRefused;
import org.countersign.station.ledger.Grants;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.grant.Grant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the station shows of its ledger, and the grants that are handed in. */
final class LedgerApi {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerApi.class);

  private final LedgerHeads heads;
  private final GrantDesk grants;

  LedgerApi(LedgerHeads heads, GrantDesk grants) {
    this.heads = heads;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(
        StationRoutes.get("/v1/ledger/head", BOTH_FORMS, new Ask(this::head), 200, 404),
        StationRoutes.get("/v1/grant", BOTH_FORMS, new Ask(this::grant), 200),
        StationRoutes.put("/v1/grant", this::install, 200, 409));
  }

  private Reply grant(Request request) {
    return Reply.ok(request.accepted(), WireMapper.write(status(), request.accepted()));
  }

  private Reply install(Request request) throws Refusal {
    try {
      Grant taken = grants.install(WireMapper.grant(request));
      LOG.info("grant {} was installed", taken.number());
    } catch (GrantRefused e) {
      throw new Refusal(StationProblem.REFUSED_GRANT, String.valueOf(e.getMessage()));
    }
    return grant(request);
  }

  private GrantStatus status() {
    Grants.Status status = grants.status();
    GrantStatus.Builder message =
        GrantStatus.newBuilder()
            .setRequired(status.required())
            .setEpoch(grants.epoch())
            .setCardsLeft(status.cardsLeft())
            .setSerialsLeft(status.serialsLeft())
            .addAllWarnings(status.warnings());
    status.problem().ifPresent(message::setProblem);
    status
        .grant()
        .ifPresent(grant ->
            message
                .setNumber(grant.number())
                .setMaxCards(grant.maxCards())
                .setNotBeforeMillis(grant.notBefore().toEpochMilli())
                .setNotAfterMillis(grant.notAfter().toEpochMilli())
                .addAllProfiles(grant.profiles().stream().map(Grant.Product::id).toList()));
    return message.build();
  }

  private Reply head(Request request) throws Refusal {
    SignedTreeHead head =
        heads
            .newest()
            .orElseThrow(() ->
                new Refusal(
                    StationProblem.NO_HEAD_YET,
                    "The station signs a head every few minutes and when it stops."));
    return Reply.ok(request.accepted(), WireMapper.write(message(head), request.accepted()));
  }

  private TreeHead message(SignedTreeHead signed) {
    var head = signed.head();
    TreeHead.Builder message =
        TreeHead.newBuilder()
            .setStation(head.station())
            .setEpoch(head.epoch())
            .setSize(head.size())
            .setTimeMillis(head.time().toEpochMilli())
            .setRoot(ByteString.copyFrom(head.root().toArray()))
            .setSigner(signed.signer())
            .setSignature(ByteString.copyFrom(signed.signature()));
    heads.certificate(signed).ifPresent(c -> message.setCertificate(der(c)));
    return message.build();
  }

  private static ByteString der(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
