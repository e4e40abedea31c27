package org.countersign.centre.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.AuditTable;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StationTable;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentreCommandTest {

  private static final String PASSWORD = "correct horse battery";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream before = System.out;
  private final PrintStream beforeErr = System.err;
  private final InputStream beforeIn = System.in;

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void prepare() throws Refused {
    folder = parent.resolve("centre");
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    FolderOption option = new FolderOption();
    option.folder = folder;
    assertThat(option.prepare()).isTrue();
    assertThat(option.prepare()).as("what is there stays").isFalse();
  }

  @AfterEach
  void restore() {
    System.setOut(before);
    System.setErr(beforeErr);
    System.setIn(beforeIn);
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
    return CentreCommand.line().execute(words);
  }

  private int typing(String password, String... words) {
    out.reset();
    err.reset();
    System.setIn(new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8)));
    return CentreCommand.line().execute(words);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Database database() throws Refused {
    FolderOption option = new FolderOption();
    option.folder = folder;
    return Database.open(option.read().database());
  }

  private List<Account> accounts() throws Refused {
    try (Database database = database()) {
      return new AccountTable(database).all();
    }
  }

  @Test
  void what_a_pilot_is_given_can_be_used() {
    assertThat(run("check", "--folder", folder.toString())).isZero();
    assertThat(out().lines()).contains("The configuration of centre centre can be used.");
  }

  @Test
  void a_configuration_that_is_wrong_ends_with_1_and_every_problem() throws Exception {
    Files.writeString(
        folder.resolve("centre.toml"),
        """
        [centre]
        id = "a/b"
        [broker]
        own = "127.0.0.1:1883"
        [page]
        listen = "0.0.0.0:8450"
        """);

    assertThat(run("check", "--folder", folder.toString())).isEqualTo(1);
    assertThat(out()).doesNotContain("can be used");
    assertThat(err())
        .contains("2 problem(s) in the configuration:\n")
        .contains("centre.toml:2:1: centre.id: must be")
        .contains("centre.toml:6:1: page.listen: is reached by others");
  }

  @Test
  void a_folder_without_a_configuration_ends_with_1_and_its_file() {
    assertThat(run("check", "--folder", parent.resolve("none").toString())).isEqualTo(1);
    assertThat(err()).contains("centre.toml");
  }

  @Test
  void a_wrong_command_line_ends_with_2() {
    assertThat(run("chek")).isEqualTo(2);
    assertThat(run("account", "add", "ma", "--folder", folder.toString())).isEqualTo(2);
    assertThat(err()).contains("--role");
  }

  @Test
  void an_account_is_added_listed_replaced_and_taken_out() throws Exception {
    String at = folder.toString();
    assertThat(run("account", "add", "ma", "--role", "operator", "--folder", at)).isZero();
    assertThat(out().lines()).contains("ma may log in as operator.");
    assertThat(PasswordHash.matches(PASSWORD.toCharArray(), accounts().getFirst().passwordHash()))
        .isTrue();

    assertThat(run("account", "list", "--folder", at)).isZero();
    assertThat(out().lines()).anyMatch(line -> line.matches("ma +operator +password"));

    assertThat(run("account", "add", "ma", "--role", "admin", "--totp", "--folder", at)).isZero();
    assertThat(out())
        .contains("ma may log in as admin.\nEnter this into the authenticator app")
        .contains("otpauth://totp/Countersign:ma?secret=");
    assertThat(accounts()).hasSize(1);
    assertThat(accounts().getFirst().role()).isEqualTo(Role.ADMIN);
    assertThat(run("account", "list", "--folder", at)).isZero();
    assertThat(out().lines()).anyMatch(line -> line.matches("ma +admin +password and code"));

    assertThat(run("account", "remove", "ma", "--folder", at)).isZero();
    assertThat(out().lines()).contains("ma may no longer log in.");
    assertThat(accounts()).isEmpty();
  }

  @Test
  void what_was_done_to_accounts_is_noted_without_their_secrets() throws Exception {
    String at = folder.toString();
    assertThat(run("account", "add", "ma", "--role", "viewer", "--totp", "--folder", at)).isZero();
    String secret = out().replaceAll("(?s).*secret=([A-Z2-7]+).*", "$1");
    assertThat(run("account", "remove", "ma", "--folder", at)).isZero();

    try (Database database = database()) {
      List<AuditTable.Entry> entries =
          new AuditTable(database, InstantSource.system()).before(Long.MAX_VALUE, 10);
      assertThat(entries)
          .extracting(AuditTable.Entry::action)
          .containsExactly("account.remove", "account.add");
      assertThat(entries).extracting(AuditTable.Entry::subject).containsExactly("ma", "ma");
      assertThat(entries.getLast().detail()).isEqualTo("viewer with TOTP");
      assertThat(entries.toString()).doesNotContain(secret).doesNotContain(PASSWORD);
    }
  }

  @Test
  void an_account_that_cannot_be_is_refused_and_nothing_is_changed() throws Exception {
    String at = folder.toString();
    assertThat(run("account", "add", "ma", "--role", "boss", "--folder", at)).isEqualTo(1);
    assertThat(err().lines()).contains("--role must be viewer, operator or admin.");

    assertThat(run("account", "add", "Ma Li", "--role", "viewer", "--folder", at)).isEqualTo(1);
    assertThat(err()).contains("An account's name is 1 to 64 of a-z 0-9 . _ @ -");

    assertThat(typing("elevenchars\n", "account", "add", "ma", "--role", "viewer", "--folder", at))
        .isEqualTo(1);
    assertThat(err().lines())
        .contains("A password has 12 characters or more; nothing was changed.");
    assertThat(typing("", "account", "add", "ma", "--role", "viewer", "--folder", at)).isEqualTo(1);

    assertThat(run("account", "remove", "ma", "--folder", at)).isEqualTo(1);
    assertThat(err().lines()).contains("There is no account ma.");
    assertThat(accounts()).isEmpty();
  }

  @Test
  void a_password_of_twelve_characters_is_enough() throws Exception {
    assertThat(
            typing(
                "twelve chars\n",
                "account",
                "add",
                "ma",
                "--role",
                "viewer",
                "--folder",
                folder.toString()))
        .isZero();
    assertThat(accounts()).hasSize(1);
  }

  @Test
  void a_password_that_is_longer_than_a_login_takes_is_refused() throws Exception {
    assertThat(
            typing(
                "x".repeat(257) + "\n",
                "account",
                "add",
                "ma",
                "--role",
                "viewer",
                "--folder",
                folder.toString()))
        .isEqualTo(1);
    assertThat(err()).contains("256");
    assertThat(accounts()).isEmpty();
  }

  @Test
  void the_first_account_is_an_admin_whose_password_is_its_owners_alone() throws Exception {
    FolderOption option = new FolderOption();
    option.folder = folder;
    Path file = option.read().data().resolve("first-password");
    try (Database database = database()) {
      FirstAccount.make(database, option.read());
      String password = Files.readString(file).strip();

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(password).hasSize(16);
      assertThat(out()).contains(file.toString()).doesNotContain(password);
      Account admin = new AccountTable(database).all().getFirst();
      assertThat(admin.name()).isEqualTo("admin");
      assertThat(admin.role()).isEqualTo(Role.ADMIN);
      assertThat(PasswordHash.matches(password.toCharArray(), admin.passwordHash())).isTrue();
    }
  }

  @Test
  void where_there_is_an_account_no_first_one_is_made() throws Exception {
    assertThat(run("account", "add", "ma", "--role", "viewer", "--folder", folder.toString()))
        .isZero();
    FolderOption option = new FolderOption();
    option.folder = folder;
    try (Database database = database()) {
      FirstAccount.make(database, option.read());
      assertThat(new AccountTable(database).all()).extracting(Account::name).containsExactly("ma");
    }
    assertThat(option.read().data().resolve("first-password")).doesNotExist();
  }

  @Test
  void a_first_password_that_cannot_be_written_lets_nobody_in() throws Exception {
    FolderOption option = new FolderOption();
    option.folder = folder;
    try (Database database = database()) {
      Path file = option.read().data().resolve("first-password");
      Files.createDirectories(file.resolve("in the way"));

      assertThatThrownBy(() -> FirstAccount.make(database, option.read()))
          .isInstanceOf(Refused.class)
          .hasMessageContaining(file.toString());
      assertThat(new AccountTable(database).all()).isEmpty();
    }
  }

  @Test
  void acl_writes_a_block_for_each_station_of_a_list_or_nothing() throws Exception {
    Path list = Files.writeString(parent.resolve("stations"), "north/n-1\nsouth/s-1\n");
    Path acl = parent.resolve("countersign.acl");
    String[] words = {"acl", "--stations", list.toString(), "--out", acl.toString()};

    assertThat(run(words)).isZero();
    assertThat(out()).contains("lets 2 stations in");
    String written = Files.readString(acl);
    assertThat(written)
        .contains("user n-1\ntopic write spBv1.0/north/NBIRTH/n-1\n")
        .contains("topic read countersign/v1/acks/south/s-1\n");

    Files.writeString(list, "north/n-1\nsouth/n-1\n");
    assertThat(run(words)).isEqualTo(1);
    assertThat(err()).contains("stands in two districts", "Nothing was written");
    assertThat(Files.readString(acl)).isEqualTo(written);
  }

  @Test
  void acl_takes_the_stations_that_the_centre_has_heard() throws Exception {
    Path acl = parent.resolve("countersign.acl");
    String[] words = {
      "acl", "--known", "--folder", folder.toString(), "--out", acl.toString(), "--centre", "host"
    };
    assertThat(run(words)).as("nobody was heard").isEqualTo(1);
    assertThat(acl).doesNotExist();
    FolderOption option = new FolderOption();
    option.folder = folder;
    try (Database database = Database.open(option.read().database())) {
      new StationTable(database)
          .save(List.of(new KnownNode(new EdgeNodeDescriptor("north", "n-1"), 0, 1)));
    }

    assertThat(run(words)).isZero();
    assertThat(Files.readString(acl)).contains("user host\n", "user n-1\n");
  }
}
