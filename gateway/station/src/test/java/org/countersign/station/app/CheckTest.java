package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.toml.ConfigProblem;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CheckTest {

  @TempDir Path folder;
  private StationFolder station;

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.makePilot(folder);
  }

  private List<String> problems() {
    return problems(Clock.systemUTC());
  }

  private List<String> problems(Clock clock) {
    return Gateway.check(folder, DriverCatalogue.load(Optional.empty()), clock).problems().stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  private void replace(String what, String with) throws Exception {
    assertThat(station.toml()).contains(what);
    station.station(station.toml().replace(what, with));
  }

  @Test
  void a_good_configuration_has_no_problem_and_says_what_a_start_will_make() {
    Gateway.Check check = Gateway.check(folder);
    assertThat(check.problems()).isEmpty();
    assertThat(check.notes())
        .anySatisfy(note -> assertThat(note).contains("http.token", "first start makes it"))
        .anySatisfy(note -> assertThat(note).contains("WARNING", "allow-unsigned"));
    assertThat(folder.resolve("secrets")).doesNotExist();
    assertThat(folder.resolve("ledger")).doesNotExist();
  }

  @Test
  void a_pilot_is_told_that_it_is_no_set_up_for_production() {
    assertThat(Gateway.check(folder).notes())
        .anySatisfy(note ->
            assertThat(note)
                .startsWith("PILOT: the signing key of ICAO-P256 lies on this box")
                .contains("dsc.p12", "not one for production"))
        .anySatisfy(note ->
            assertThat(note)
                .startsWith("PILOT: personalisation master keys lie on this box")
                .contains("keys.json", "not one for production"));
  }

  @Test
  void a_configuration_with_problems_starts_nothing() throws Exception {
    replace("port = 0", "prot = 0");
    assertThatThrownBy(() -> Gateway.start(folder))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("did you mean port?");
    assertThat(folder.resolve("secrets")).doesNotExist();
    assertThat(folder.resolve("ledger")).doesNotExist();
  }

  @Test
  void problems_of_every_kind_come_all_at_once() throws Exception {
    station.station(
        station
            .toml()
            .replace("port = 0", "prot = 0")
            .replace("first = 1", "first = \"1\"")
            .replace("trust/csca.pem", "trust/cscb.pem")
            .replace("keys.json", "key.json"));
    station.device("encoder-1", "driver = \"simulatr\"\n");
    assertThat(problems())
        .hasSize(5)
        .anySatisfy(p -> assertThat(p).startsWith("station.toml:5:1: http.prot: unknown key"))
        .anySatisfy(p -> assertThat(p).contains("serials.first: must be a whole number"))
        .anySatisfy(p -> assertThat(p).contains("verification.csca", "is not there"))
        .anySatisfy(p -> assertThat(p).contains("keys.file", "there is no file"))
        .anySatisfy(p ->
            assertThat(p)
                .startsWith("devices.d/encoder-1.toml:1:1: driver")
                .endsWith("did you mean simulator?"));
  }

  @Test
  void a_missing_key_file_is_told() throws Exception {
    Files.delete(station.authority.dscP12());
    assertThat(problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains("signing.ICAO-P256", "dsc.p12 is not there"));
  }

  @Test
  void an_expired_document_signer_is_told() {
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofDays(365 * 40));
    assertThat(problems(late))
        .anySatisfy(p -> assertThat(p).contains("signing.ICAO-P256", "was allowed to sign until"));
  }

  @Test
  void a_document_signer_of_another_authority_is_told() throws Exception {
    DemoAuthority other =
        DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("other"), Clock.systemUTC());
    Files.copy(other.cscaPem(), station.authority.cscaPem(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains("does not verify against [verification] csca"));
  }

  @Test
  void a_key_of_another_suite_and_an_unknown_suite_are_told() throws Exception {
    replace("[signing.ICAO-P256]", "[signing.ICAO-P265]");
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("did you mean ICAO-P256?"));
    replace("[signing.ICAO-P256]", "[signing.ICAO-P384]");
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("is one for ICAO-P256"));
  }

  @Test
  void a_secret_that_others_may_read_is_refused() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains("keys.file", "chmod 600"));
  }

  @Test
  void a_key_that_a_profile_needs_and_nobody_has_is_told() throws Exception {
    Path keys = folder.resolve("keys.json");
    Files.writeString(keys, Files.readString(keys).replace("\"issuer\"", "\"issue\""));
    assertThat(problems())
        .anySatisfy(p -> assertThat(p).contains("holds no key issuer", "residence-permit"));
  }

  @Test
  void serials_that_do_not_fit_the_profile_are_told() throws Exception {
    replace("last = 9999999", "last = 999999");
    assertThat(problems())
        .anySatisfy(p -> assertThat(p).contains("serials.prefix", "CS000001", "residence-permit"));
  }

  @Test
  void an_unsigned_or_altered_profile_is_refused_and_a_signed_one_is_taken() throws Exception {
    replace("allow-unsigned = true", "signers = [\"trust/profile-signer.pem\"]");
    assertThat(problems()).hasSize(2).allSatisfy(p -> assertThat(p).contains("no signature"));

    try (Pkcs12Signer signer =
        Pkcs12Signer.open(
            station.authority.profileSignerP12(),
            station.authority.profileSignerPassword(),
            DemoAuthority.ALIAS,
            Clock.systemUTC())) {
      DetachedSignature signature = new DetachedSignature(signer, Clock.systemUTC());
      for (String id : ShippedProfiles.IDS) {
        Files.write(
            folder.resolve("profiles.d").resolve(id + ".json.p7s"),
            signature.sign(ShippedProfiles.json(id)));
      }
    }
    assertThat(problems()).isEmpty();

    Path profile = folder.resolve("profiles.d/residence-permit.json");
    Files.writeString(profile, Files.readString(profile) + " ");
    assertThat(problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains("profiles.d/residence-permit.json"));
  }

  @Test
  void a_device_for_a_profile_that_is_not_there_is_told() throws Exception {
    station.device("encoder-1", "driver = \"simulator\"\nprofiles = [\"residence-permitt\"]\n");
    assertThat(problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains(":2:1: profiles", "did you mean residence-permit?"));
  }
}
