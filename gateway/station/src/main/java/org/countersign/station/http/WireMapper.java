package org.countersign.station.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.driver.StorageUnit;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Refusal;
import org.countersign.http.Request;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.protocol.v1.CardWork;
import org.countersign.protocol.v1.Device;
import org.countersign.protocol.v1.DeviceList;
import org.countersign.protocol.v1.GrantFile;
import org.countersign.protocol.v1.Job;
import org.countersign.protocol.v1.JobList;
import org.countersign.protocol.v1.Recovery;
import org.countersign.protocol.v1.StepTime;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.stock.ReplenishmentStatus;
import org.countersign.trust.grant.SignedGrant;

/** Between the schema and the station's own records. The generated types stop here. */
final class WireMapper {

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

  private WireMapper() {}

  /**
   * Reads an application.
   *
   * @param form of the body
   * @param more problems that were found elsewhere in the request, named together with its own
   * @throws Refusal 400 if the body cannot be read, 422 with every faulty field
   */
  static Application application(String form, byte[] body, List<FieldProblem> more) throws Refusal {
    List<FieldProblem> problems = new ArrayList<>(more);
    var message = org.countersign.protocol.v1.Application.newBuilder();
    problems.addAll(read(form, body, message));
    if (message.getProfile().isBlank()
        && problems.stream().noneMatch(p -> p.field().equals("profile"))) {
      problems.add(new FieldProblem("profile", "is missing; name the card product"));
    }
    checkNames("data", message.getDataMap(), problems);
    checkNames("attachments", message.getAttachmentsMap(), problems);
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    return new Application(
        message.getProfile(),
        Optional.of(message.getSuite()).filter(s -> !s.isEmpty()),
        message.getDataMap(),
        message.getAttachmentsMap().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, e -> Bytes.of(e.getValue().toByteArray()))));
  }

  /**
   * Reads a grant and its signature.
   *
   * @throws Refusal 400 if the body cannot be read
   */
  static SignedGrant grant(Request request) throws Refusal {
    var message = GrantFile.newBuilder();
    List<FieldProblem> problems = read(request, message);
    if (!problems.isEmpty()) {
      throw new Refusal(
          StationProblem.ofFields(
              HttpProblem.MALFORMED_REQUEST, "Send 'grant' and 'signature', in Base64.", problems));
    }
    return new SignedGrant(message.getGrant().toByteArray(), message.getSignature().toByteArray());
  }

  /** The refusal of an application that can be read and is wrong. */
  static Refusal refused(List<FieldProblem> problems) {
    return new Refusal(
        StationProblem.ofFields(
            StationProblem.REFUSED_APPLICATION,
            "Nothing was recorded. Mend every field named in 'errors' and send it again.",
            problems));
  }

  /**
   * Reads a body of either form.
   *
   * @return everything that is wrong; the builder is to be used only if that is nothing
   * @throws Refusal 400 if the body cannot be read
   */
  static List<FieldProblem> read(Request request, Message.Builder into) throws Refusal {
    return read(request.contentType(), request.body(), into);
  }

  private static List<FieldProblem> read(String form, byte[] body, Message.Builder into)
      throws Refusal {
    return form.equals(MediaType.JSON) ? readJson(body, into) : readProtobuf(body, into);
  }

  private static List<FieldProblem> readJson(byte[] body, Message.Builder into) throws Refusal {
    try {
      return StrictJson.read(body, into);
    } catch (StrictJson.Malformed malformed) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST, "The body is not JSON: " + malformed.getMessage() + ".");
    }
  }

  private static List<FieldProblem> readProtobuf(byte[] body, Message.Builder into) throws Refusal {
    try {
      into.mergeFrom(body);
    } catch (InvalidProtocolBufferException malformed) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST, "The body is not a " + name(into) + " in protobuf.");
    }
    return into.getUnknownFields().asMap().keySet().stream()
        .map(n -> new FieldProblem("#" + n, "is not a field of " + name(into)))
        .toList();
  }

  private static String name(Message.Builder message) {
    return message.getDescriptorForType().getFullName();
  }

  private static void checkNames(String map, Map<String, ?> elements, List<FieldProblem> problems) {
    if (!elements.keySet().stream().allMatch(ElementName::isName)) {
      problems.add(
          new FieldProblem(
              map + ".?",
              "has a key that can name no element: a letter, then up to 63 of A-Z a-z 0-9 _ -"));
    }
  }

  static byte[] job(JobRecord job, String form) {
    return write(toMessage(job), form);
  }

  /**
   * Some jobs.
   *
   * @param next id to go on after; empty at the end
   */
  static byte[] jobs(List<JobRecord> jobs, String next, String form) {
    return write(
        JobList.newBuilder()
            .addAllJobs(jobs.stream().map(WireMapper::toMessage).toList())
            .setNext(next)
            .build(),
        form);
  }

  static byte[] devices(List<DeviceStatus> devices, String form) {
    return write(
        DeviceList.newBuilder()
            .addAllDevices(devices.stream().map(WireMapper::toMessage).toList())
            .build(),
        form);
  }

  /** The message in that form. */
  static byte[] write(Message message, String form) {
    if (form.equals(MediaType.PROTOBUF)) {
      return message.toByteArray();
    }
    try {
      return JSON.print(message).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("no Any in the schema, so nothing to resolve", impossible);
    }
  }

  private static Job toMessage(JobRecord job) {
    Job.Builder message =
        Job.newBuilder()
            .setId(job.id())
            .setProfile(job.profile())
            .setSuite(job.suite())
            .setState(job.state().name())
            .setAcceptedAtMillis(job.acceptedAt().toEpochMilli())
            .setChangedAtMillis(job.changedAt().toEpochMilli());
    job.serial().ifPresent(message::setSerial);
    job.device().ifPresent(message::setDevice);
    job.problem().ifPresent(message::setProblem);
    job.work().ifPresent(work -> message.setWork(toMessage(work)));
    return message.build();
  }

  private static CardWork toMessage(IssuedCard work) {
    return CardWork.newBuilder()
        .setApdus(work.apdus())
        .setBytes(work.bytes())
        .addAllSteps(
            work.steps().stream()
                .map(s -> StepTime.newBuilder().setStep(s.step()).setSeconds(seconds(s.time())))
                .map(StepTime.Builder::build)
                .toList())
        .setVerdict(work.verdict().summary())
        .build();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static Device toMessage(DeviceStatus device) {
    Device.Builder message =
        Device.newBuilder()
            .setId(device.id())
            .setDriver(device.driver())
            .setModel(device.model())
            .setState(device.state().word())
            .setChip(device.chip().word())
            .setDetail(device.detail());
    device.job().ifPresent(message::setJob);
    device.units().forEach(unit -> message.addUnits(toMessage(unit)));
    device
        .recovery()
        .ifPresent(recovery ->
            message.setRecovery(
                Recovery.newBuilder()
                    .setRung(recovery.rung())
                    .setAttempt(recovery.attempt())
                    .setReason(recovery.reason())));
    return message.build();
  }

  private static org.countersign.protocol.v1.StorageUnit toMessage(StorageUnit unit) {
    return org.countersign.protocol.v1.StorageUnit.newBuilder()
        .setId(unit.id())
        .setCount(unit.count())
        .setThreshold(unit.threshold())
        .setStatus(ReplenishmentStatus.of(unit.count(), unit.threshold()).word())
        .build();
  }
}
