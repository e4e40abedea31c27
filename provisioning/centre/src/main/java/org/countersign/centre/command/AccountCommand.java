package org.countersign.centre.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.account.SessionTable;
import org.countersign.centre.account.Totp;
import org.countersign.centre.store.AuditTable;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accounts of people; a centre that runs sees a change within seconds. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Accounts of people who use the page.")
final class AccountCommand {

  private static final int SHORTEST = 12;

  /** What the page's log-in takes. */
  private static final int LONGEST = 256;

  @Command(
      description =
          "Add an account, or replace one. The password is read from the terminal or the input.")
  int add(
      @Mixin FolderOption folder,
      @Parameters(paramLabel = "NAME", description = "a-z 0-9 . _ @ -") String name,
      @Option(names = "--role", required = true, description = "viewer, operator or admin")
          String role,
      @Option(names = "--totp", description = "Ask for a code of an authenticator app too.")
          boolean totp)
      throws Refused {
    Role known =
        Role.of(role).orElseThrow(() -> new Refused("--role must be viewer, operator or admin."));
    if (!AccountTable.NAME.matcher(name).matches()) {
      throw new Refused(
          "An account's name is 1 to 64 of a-z 0-9 . _ @ - and begins with a letter"
              + " or digit.");
    }
    char[] password = password();
    if (password.length < SHORTEST) {
      throw new Refused("A password has " + SHORTEST + " characters or more; nothing was changed.");
    }
    if (password.length > LONGEST) {
      throw new Refused("A password has " + LONGEST + " characters or fewer; nothing was changed.");
    }
    Optional<String> secret = totp ? Optional.of(Totp.newSecret()) : Optional.empty();
    try (Database database = open(folder)) {
      new AccountTable(database).save(new Account(name, known, PasswordHash.of(password), secret));
      // Whoever knows the old password is out.
      new SessionTable(database).removeAllOf(name);
      noted(database, "account.add", name, known.word() + (totp ? " with TOTP" : ""));
    }
    Arrays.fill(password, '\0');
    System.out.printf("%s may log in as %s.%n", name, known.word());
    secret.ifPresent(s ->
        System.out.printf(
            "Enter this into the authenticator app; it is shown only now:%n%s%n",
            Totp.uri(name, s)));
    return 0;
  }

  @Command(description = "Take an account out; its sessions end within seconds.")
  int remove(@Mixin FolderOption folder, @Parameters(paramLabel = "NAME") String name)
      throws Refused {
    try (Database database = open(folder)) {
      if (!new AccountTable(database).remove(name)) {
        throw new Refused("There is no account " + name + ".");
      }
      new SessionTable(database).removeAllOf(name);
      noted(database, "account.remove", name, "");
    }
    System.out.printf("%s may no longer log in.%n", name);
    return 0;
  }

  @Command(description = "Say who may log in.")
  int list(@Mixin FolderOption folder) throws Refused {
    try (Database database = open(folder)) {
      for (Account account : new AccountTable(database).all()) {
        System.out.printf(
            "%-24s %-9s %s%n",
            account.name(),
            account.role().word(),
            account.totpSecret().isPresent() ? "password and code" : "password");
      }
    }
    return 0;
  }

  private static Database open(FolderOption folder) throws Refused {
    try {
      return Database.open(folder.read().database());
    } catch (StoreException e) {
      throw new Refused("The accounts are not reached. " + e.getMessage());
    }
  }

  private static void noted(Database database, String action, String name, String detail) {
    new AuditTable(database, InstantSource.system())
        .add("command line of " + System.getProperty("user.name"), action, name, detail);
  }

  private static char[] password() throws Refused {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("Password: ");
      return typed == null ? new char[0] : typed;
    }
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String line = in.readLine();
      return line == null ? new char[0] : line.toCharArray();
    } catch (IOException e) {
      throw new Refused("The password cannot be read from the input: " + e.getMessage());
    }
  }
}
