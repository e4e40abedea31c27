package org.countersign.centre.account;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.countersign.centre.store.Database;

/** Who may log in. Any thread. */
public final class AccountTable {

  /** What a name may be. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

  private final Database database;

  /** Accounts of a database. */
  public AccountTable(Database database) {
    this.database = database;
  }

  /** All of them by name. */
  public List<Account> all() {
    return database.query(
        "read the accounts",
        "select name, role, password, totp_secret from account order by name",
        row ->
            new Account(
                row.getString(1),
                Role.of(row.getString(2)).orElse(Role.VIEWER),
                row.getString(3),
                Optional.ofNullable(row.getString(4))));
  }

  /** One of them. */
  public Optional<Account> find(String name) {
    return all().stream().filter(account -> account.name().equals(name)).findFirst();
  }

  /** Adds an account, or replaces the one of that name. */
  public void save(Account account) {
    database.update(
        "keep the account " + account.name(),
        "insert into account (name, role, password, totp_secret) values (?, ?, ?, ?)"
            + " on conflict (name) do update set role = excluded.role,"
            + " password = excluded.password, totp_secret = excluded.totp_secret",
        account.name(),
        account.role().word(),
        account.passwordHash(),
        account.totpSecret().orElse(null));
  }

  /**
   * Takes an account out.
   *
   * @return whether there was one
   */
  public boolean remove(String name) {
    return database.update("remove the account " + name, "delete from account where name = ?", name)
        > 0;
  }
}
