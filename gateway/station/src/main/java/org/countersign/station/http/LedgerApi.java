package org.countersign.station.http;

import static org.countersign.station.http.MediaType.BOTH_FORMS;

import com.google.protobuf.ByteString;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.countersign.protocol.v1.TreeHead;
import org.countersign.station.http.Problem.Kind;
import org.countersign.station.http.Route.Action.Ask;
import org.countersign.trust.audit.SignedTreeHead;

/** What the station shows of its ledger. */
final class LedgerApi {

  private final LedgerHeads heads;

  LedgerApi(LedgerHeads heads) {
    this.heads = heads;
  }

  List<Route> routes() {
    return List.of(Route.get("/v1/ledger/head", BOTH_FORMS, new Ask(this::head), 200, 404));
  }

  private Reply head(Request request) throws Refusal {
    SignedTreeHead head =
        heads
            .newest()
            .orElseThrow(() ->
                new Refusal(
                    Kind.NO_HEAD_YET,
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
