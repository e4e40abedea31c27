package org.countersign.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions between modules and the one package at whose edge each library stops. */
@AnalyzeClasses(packages = "org.countersign", importOptions = ImportOption.DoNotIncludeTests.class)
final class WallsTest {

  private static final String JAVA = "java..";
  private static final String JSPECIFY = "org.jspecify..";

  @ArchTest
  static final ArchRule driver_api_knows_nobody =
      classes()
          .that()
          .resideInAPackage("org.countersign.driver..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.countersign.driver..", JAVA, JSPECIFY);

  @ArchTest
  static final ArchRule apdu_knows_the_driver_api_alone =
      classes()
          .that()
          .resideInAPackage("org.countersign.apdu..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.countersign.apdu..", "org.countersign.driver..", JAVA, JSPECIFY);

  @ArchTest
  static final ArchRule drivers_know_nothing_above_them =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.countersign.pcsc..",
              "org.countersign.simulator..",
              "org.countersign.ccid..",
              "org.countersign.pn532..",
              "org.countersign.osdp..",
              "org.countersign.encoderprinter..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.countersign.personalization..",
              "org.countersign.station..",
              "org.countersign.trust..",
              "org.countersign.protocol..");

  @ArchTest
  static final ArchRule the_driver_host_knows_nothing_above_it =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.host..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.host..",
                              "org.countersign.driver..",
                              "org.countersign.link..",
                              "org.countersign.toml..",
                              "org.countersign.protocol.v1.driverhost.."))));

  @ArchTest
  static final ArchRule drivers_over_a_line_know_driver_api_and_framing_alone =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.countersign.ccid..",
              "org.countersign.pn532..",
              "org.countersign.osdp..",
              "org.countersign.encoderprinter..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..", "java.awt..", "javax.imageio..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.ccid..",
                              "org.countersign.pn532..",
                              "org.countersign.osdp..",
                              "org.countersign.encoderprinter..",
                              "org.countersign.driver..",
                              "org.countersign.framing.."))));

  @ArchTest
  static final ArchRule drivers_over_a_line_do_not_know_each_other =
      slices()
          .matching("org.countersign.(ccid|pn532|osdp|encoderprinter)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule emulators_share_no_code_with_drivers =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.emulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.countersign.ccid..",
              "org.countersign.pn532..",
              "org.countersign.osdp..",
              "org.countersign.encoderprinter..",
              "org.countersign.framing..",
              "org.countersign.link..",
              "org.countersign.host..",
              "org.countersign.tck..");

  @ArchTest
  static final ArchRule personalization_is_pure_domain =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.personalization..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.personalization..",
                              "org.countersign.driver..",
                              "org.countersign.apdu.."))));

  @ArchTest
  static final ArchRule trust_stands_alone =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.trust..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(not(resideInAnyPackage("org.countersign.trust.."))));

  @ArchTest
  static final ArchRule protocol_stands_alone =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.protocol..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(not(resideInAnyPackage("org.countersign.protocol.."))));

  @ArchTest
  static final ArchRule the_simulated_fleet_shares_with_stations_and_centre_the_protocol_alone =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.fleetsim..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.fleetsim..",
                              "org.countersign.protocol..",
                              "org.countersign.toml.."))));

  @ArchTest
  static final ArchRule packages_of_the_simulated_fleet_have_no_cycles =
      slices().matching("org.countersign.fleetsim.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_station_knows_no_driver =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.station..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.countersign.pcsc..",
              "org.countersign.simulator..",
              "org.countersign.ccid..",
              "org.countersign.pn532..",
              "org.countersign.osdp..",
              "org.countersign.encoderprinter..",
              "org.countersign.emulator..",
              "org.countersign.testbed..",
              "org.countersign.demo..",
              "org.countersign.vendor..",
              "org.countersign.tck..");

  @ArchTest
  static final ArchRule http_and_fleet_do_not_know_each_other =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.station.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.countersign.station.fleet..");

  @ArchTest
  static final ArchRule fleet_and_http_do_not_know_each_other =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.station.fleet..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.countersign.station.http..");

  @ArchTest
  static final ArchRule bouncy_castle_stops_at_trust_and_the_passwords_of_people =
      noClasses()
          .that()
          .resideInAPackage("org.countersign..")
          .and()
          .resideOutsideOfPackages("org.countersign.trust..", "org.countersign.centre.account..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule netty_stops_at_http_tcp_links_and_the_simulated_fleet =
      noClasses()
          .that()
          .resideInAPackage("org.countersign..")
          .and()
          .resideOutsideOfPackages(
              "org.countersign.http..",
              "org.countersign.link.tcp..",
              "org.countersign.fleetsim.link..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule jserialcomm_stops_at_serial_links =
      onlyIn("com.fazecast..", "org.countersign.link.serial..");

  @ArchTest
  static final ArchRule links_and_framing_know_the_driver_api_alone =
      noClasses()
          .that()
          .resideInAnyPackage("org.countersign.link..", "org.countersign.framing..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.link..",
                              "org.countersign.framing..",
                              "org.countersign.driver.."))));

  @ArchTest
  static final ArchRule sql_stops_at_the_ledger_and_the_tables_of_the_centre =
      noClasses()
          .that()
          .resideInAPackage("org.countersign..")
          .and()
          .resideOutsideOfPackages(
              "org.countersign.station.ledger..",
              "org.countersign.centre.store..",
              "org.countersign.centre.history..",
              "org.countersign.centre.account..",
              "org.countersign.centre.alert..",
              "org.countersign.centre.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule mqtt_client_stops_at_the_mqtt_link =
      onlyIn("org.eclipse.paho..", "org.countersign.mqtt..");

  @ArchTest
  static final ArchRule the_mqtt_link_knows_secret_files_alone =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.mqtt..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.countersign.mqtt..", "org.countersign.trust.secret.."))));

  @ArchTest
  static final ArchRule the_http_server_knows_nobody =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.http..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(not(resideInAnyPackage("org.countersign.http.."))));

  @ArchTest
  static final ArchRule the_reading_of_toml_knows_nobody =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.toml..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.countersign..")
                  .and(not(resideInAnyPackage("org.countersign.toml.."))));

  @ArchTest
  static final ArchRule the_station_does_not_know_the_centre =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.station..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.countersign.centre..");

  @ArchTest
  static final ArchRule protobuf_stops_at_protocol_http_history_and_the_drivers_processes =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.countersign.protocol..",
              "org.countersign.station.http..",
              "org.countersign.centre.history..",
              "org.countersign.host.process")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.protobuf..");

  @ArchTest
  static final ArchRule asn1_stops_at_trust =
      onlyIn("org.countersign.trust.asn1..", "org.countersign.trust..");

  @ArchTest
  static final ArchRule packages_of_the_station_have_no_cycles =
      slices().matching("org.countersign.station.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_centre_have_no_cycles =
      slices().matching("org.countersign.centre.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_personalization_have_no_cycles =
      slices().matching("org.countersign.personalization.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_trust_have_no_cycles =
      slices().matching("org.countersign.trust.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule cards_of_the_simulator_know_no_reader =
      noClasses()
          .that()
          .resideInAPackage("org.countersign.simulator.applet..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.countersign.simulator");

  private static ArchRule onlyIn(String library, String home) {
    return noClasses()
        .that()
        .resideInAPackage("org.countersign..")
        .and()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
