package org.countersign.centre.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.store.Database;

/** Lets the first person in. */
final class FirstAccount {

  /** Without letters and digits that look alike. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 16;

  private FirstAccount() {}

  /** Makes an admin where there is no account; the password stands in a file for its owner. */
  static void make(Database database, CentreConfig config) throws Refused {
    AccountTable accounts = new AccountTable(database);
    if (!accounts.all().isEmpty()) {
      return;
    }
    String password = password();
    Path file = config.data().resolve("first-password");
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, password + "\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new Refused("Write the first password to " + file + ": " + e.getMessage());
    }
    accounts.save(
        new Account(
            "admin", Role.ADMIN, PasswordHash.of(password.toCharArray()), Optional.empty()));
    System.out.printf(
        "There was no account: log in as admin with the password in %s, make accounts with 'account"
            + " add', and delete the file.%n",
        file);
  }

  private static String password() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }
}
