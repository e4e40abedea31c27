package org.countersign.host.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.Bundle.Origin;
import org.countersign.host.bundle.Bundle.Trust;
import org.countersign.host.bundle.BundleRefused.Reason;
import org.countersign.host.bundle.BundleSignatures.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BundleTest {

  /** Takes the word "acme" for a signature; what cryptography does is tested in trust. */
  private static final BundleSignatures ACME =
      (listing, signature) ->
          new String(signature, StandardCharsets.UTF_8).equals("acme")
              ? new Verdict.SignedBy("ACME")
              : new Verdict.Refused("signed by somebody else");

  private static final BundleLimits SMALL = new BundleLimits(8, 4_096, 8_192, 40, 2);

  @TempDir Path temp;
  private BundleFolder bundle;

  @BeforeEach
  void write() throws Exception {
    bundle =
        new BundleFolder(Files.createDirectory(temp.resolve("toy")))
            .manifest(BundleFolder.MANIFEST)
            .jar(ToyDriver.class)
            .file("doc/LICENCE.txt", "free")
            .sign("acme");
  }

  private Bundle read() throws BundleRefused, IOException {
    return Bundle.read(bundle.folder, Trust.SIGNATURE, ACME);
  }

  private void assertRefused(Reason reason, String... words) {
    BundleRefused refused = catchThrowableOfType(BundleRefused.class, this::read);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.getMessage()).contains(words);
  }

  @Test
  void a_signed_bundle_is_taken_and_its_driver_loads_in_a_loader_of_its_own() throws Exception {
    Bundle read = read();
    assertThat(read.origin()).isEqualTo(new Origin.Signed("ACME"));
    assertThat(read.manifest().id()).isEqualTo("toy");

    DriverProvider provider = DriverCode.load(read, getClass().getClassLoader());
    assertThat(provider.getClass().getClassLoader()).isInstanceOf(DriverClassLoader.class);
    assertThat(provider.descriptor()).isEqualTo(read.manifest().descriptor());
  }

  @Test
  void the_list_is_what_sha256sum_takes() throws Exception {
    Process check =
        new ProcessBuilder("sha256sum", "--check", "--strict", "--status", FileListing.FILE)
            .directory(bundle.folder.toFile())
            .start();
    assertThat(check.waitFor()).isZero();
  }

  @Test
  void an_altered_file_is_refused_by_name() throws Exception {
    bundle.file("doc/LICENCE.txt", "not free");
    assertRefused(Reason.ALTERED, "doc/LICENCE.txt is not what files.sha256 says");
  }

  @Test
  void a_file_that_is_not_listed_is_refused() throws Exception {
    Files.copy(bundle.folder.resolve("lib/driver.jar"), bundle.folder.resolve("lib/a.jar"));
    assertRefused(Reason.ALTERED, "lib/a.jar is not in files.sha256");
  }

  @Test
  void a_listed_file_that_is_missing_is_refused() throws Exception {
    Files.delete(bundle.folder.resolve("doc/LICENCE.txt"));
    assertRefused(Reason.ALTERED, "doc/LICENCE.txt is missing");
  }

  @Test
  void a_list_in_another_form_is_refused_though_it_says_the_same() throws Exception {
    String listing = Files.readString(bundle.folder.resolve(FileListing.FILE));
    String[] lines = listing.split("\n");
    String turned = lines[1] + "\n" + lines[0] + "\n" + lines[2] + "\n";
    for (String other : new String[] {turned, listing + lines[0] + "\n", listing.trim()}) {
      bundle.file(FileListing.FILE, other);
      assertRefused(Reason.ALTERED, "is not as sha256sum writes it");
    }
  }

  @Test
  void an_unsigned_bundle_is_refused() throws Exception {
    Files.delete(bundle.folder.resolve(FileListing.SIGNATURE));
    assertRefused(Reason.UNSIGNED, "is not signed", "files.sha256.p7s");
  }

  @Test
  void a_foreign_signature_is_refused_with_the_verifiers_reason() throws Exception {
    bundle.sign("mallory");
    assertRefused(Reason.SIGNATURE, "signed by somebody else");
  }

  @Test
  void developer_mode_takes_an_unsigned_bundle_and_remembers_why_it_should_not() throws Exception {
    bundle.sign("mallory");
    Bundle read = Bundle.read(bundle.folder, Trust.UNSIGNED_TOO, ACME);
    assertThat(read.origin())
        .isEqualTo(new Origin.Unsigned("its signature is not taken: signed by somebody else"));
  }

  @Test
  void a_shipped_driver_needs_no_signature() throws Exception {
    Files.delete(bundle.folder.resolve(FileListing.SIGNATURE));
    assertThat(Bundle.read(bundle.folder, Trust.SHIPPED, BundleSignatures.nobody()).origin())
        .isEqualTo(new Origin.Shipped());
  }

  @Test
  void a_driver_for_another_level_of_the_interface_is_refused() throws Exception {
    bundle.manifest(BundleFolder.MANIFEST.replace("level = 1", "level = 2")).sign("acme");
    assertRefused(Reason.API_LEVEL, "needs driver API level 2", "newer gateway");
  }

  @Test
  void a_wrong_manifest_is_refused_with_all_its_problems() throws Exception {
    bundle.manifest("id = \"toy\"\n").sign("acme");
    BundleRefused refused = catchThrowableOfType(BundleRefused.class, this::read);
    assertThat(refused.reason()).isEqualTo(Reason.MANIFEST);
    assertThat(refused.problems()).contains("driver.toml: vendor: is missing").hasSize(5);
  }

  @Test
  void a_symbolic_link_is_refused_wherever_it_leads() throws Exception {
    Path inside = bundle.folder.resolve("doc/LICENCE.txt");
    Files.createSymbolicLink(bundle.folder.resolve("doc/again.txt"), inside);
    Files.createSymbolicLink(
        bundle.folder.resolve("etc"), Files.createDirectory(temp.resolve("other")));
    assertRefused(Reason.FORM, "doc/again.txt is a symbolic link", "etc is a symbolic link");
  }

  @Test
  void a_file_that_everybody_may_write_is_refused() throws Exception {
    Files.setPosixFilePermissions(
        bundle.folder.resolve("lib/driver.jar"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertRefused(Reason.FORM, "lib/driver.jar is writable by everybody", "chmod o-w");
  }

  @Test
  void names_that_differ_in_capitals_alone_are_refused() throws Exception {
    bundle.file("lib/DRIVER.jar", "");
    assertRefused(Reason.FORM, "differs from", "in capitals alone");
  }

  @Test
  void a_bundle_beyond_its_limits_is_refused() throws Exception {
    for (int i = 0; i < 8; i++) {
      bundle.file("doc/" + i + ".txt", "");
    }
    BundleRefused refused =
        catchThrowableOfType(
            BundleRefused.class, () -> Bundle.read(bundle.folder, Trust.SHIPPED, ACME, SMALL));
    assertThat(refused).hasMessageContaining("more than 8 files");
  }

  @Test
  void a_driver_that_says_something_else_than_its_manifest_is_refused() throws Exception {
    bundle
        .manifest(
            BundleFolder.MANIFEST.replace("1.2.0", "1.3.0")
                + "[config.port]\ntype = \"link\"\nhelp = \"Where.\"\n")
        .sign("acme");
    Bundle read = read();
    BundleRefused refused =
        catchThrowableOfType(
            BundleRefused.class, () -> DriverCode.load(read, getClass().getClassLoader()));
    assertThat(refused.reason()).isEqualTo(Reason.CODE);
    assertThat(refused.problems())
        .containsExactly(
            "its manifest says version 1.3.0, its code 1.2.0",
            "its manifest has a key port that its code has not");
  }

  private Path zip(String... names) throws IOException {
    Path zip = temp.resolve("bundle.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(file)) {
      for (String name : names) {
        entries.putNextEntry(new ZipEntry(name));
        entries.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return zip;
  }

  private BundleRefused unpacked(Path zip) {
    return catchThrowableOfType(
        BundleRefused.class, () -> BundleArchive.unpack(zip, temp.resolve("out"), SMALL));
  }

  @Test
  void an_archive_is_unpacked_to_the_same_bundle() throws Exception {
    BundleArchive.pack(bundle.folder, temp.resolve("toy.zip"));
    BundleArchive.unpack(temp.resolve("toy.zip"), temp.resolve("out"));
    assertThat(Bundle.read(temp.resolve("out"), Trust.SIGNATURE, ACME).manifest().id())
        .isEqualTo("toy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/evil",
        "lib/../../evil",
        "lib\\..\\evil",
        "C:/evil",
        "lib//evil",
        ".hidden",
        "lib/.",
        "a b",
        "line\nfeed",
        "a/b/c/d.txt",
        "a-name-that-is-longer-than-forty-characters"
      })
  void an_archive_with_such_a_name_is_refused_before_anything_is_written(String name)
      throws Exception {
    BundleRefused refused = unpacked(zip("driver.toml", name));
    assertThat(refused.reason()).isEqualTo(Reason.FORM);
    assertThat(temp.resolve("out")).doesNotExist();
    assertThat(temp.resolve("evil")).doesNotExist();
  }

  @Test
  void an_archive_with_the_same_name_twice_is_refused() throws Exception {
    assertThat(unpacked(zip("lib/a.jar", "lib/A.jar"))).hasMessageContaining("capitals alone");

    // ZipOutputStream writes no name twice, so the second is renamed in the finished archive.
    Path zip = zip("lib/a.jar", "lib/b.jar");
    byte[] bytes = Files.readAllBytes(zip);
    byte[] other = "lib/b.jar".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + other.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + other.length, other, 0, other.length)) {
        bytes[i + 4] = 'a';
      }
    }
    Files.write(zip, bytes);
    assertThat(unpacked(zip)).hasMessageContaining("lib/a.jar is there twice");
  }

  @Test
  void a_zip_bomb_is_refused_by_what_it_inflates_to() throws Exception {
    Path zip = temp.resolve("bomb.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(file)) {
      entries.putNextEntry(new ZipEntry("lib/bomb.jar"));
      entries.write(new byte[1 << 20]);
    }
    assertThat(Files.size(zip)).isLessThan(SMALL.totalBytes());
    assertThat(unpacked(zip)).hasMessageContaining("inflates to more than 4096 bytes");
  }

  @Test
  void what_is_no_archive_is_refused() throws Exception {
    Path file = Files.writeString(temp.resolve("bundle.zip"), "PK, but no zip");
    assertThat(unpacked(file)).hasMessageContaining("no zip archive");
  }

  @Test
  void a_driver_does_not_see_the_gateways_classes() throws Exception {
    DriverClassLoader loader = read().loader(getClass().getClassLoader());
    assertThat(
            catchThrowableOfType(
                ClassNotFoundException.class, () -> loader.loadClass(Bundle.class.getName())))
        .isNotNull();
    try (InputStream own =
        loader.getResourceAsStream("META-INF/services/" + DriverProvider.class.getName())) {
      assertThat(own).isNotNull();
    }
  }
}
