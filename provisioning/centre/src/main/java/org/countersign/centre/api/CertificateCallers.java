package org.countersign.centre.api;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.Sessions;

/**
 * Knows people by the certificate that their browser shows: its common name is that of an account.
 * Works from memory, since event loops ask. Any thread.
 */
final class CertificateCallers {

  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private volatile Map<String, Account> accounts = Map.of();

  CertificateCallers() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, MAC);
  }

  void refresh(List<Account> all) {
    accounts = all.stream().collect(Collectors.toMap(Account::name, Function.identity()));
  }

  /** Whether the account of a session is there, with the same role. */
  boolean isStill(Sessions.Session session) {
    Account account = accounts.get(session.user());
    return account != null && account.role() == session.role();
  }

  /** The session that a certificate is. */
  Optional<Sessions.Session> session(X509Certificate certificate) {
    return commonName(certificate)
        .map(accounts::get)
        .map(account -> new Sessions.Session(account.name(), account.role(), csrf(account.name())));
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      List<Rdn> names =
          new LdapName(certificate.getSubjectX500Principal().getName())
              .getRdns().stream().filter(name -> name.getType().equalsIgnoreCase("CN")).toList();
      return names.size() == 1
          ? Optional.of(String.valueOf(names.getFirst().getValue()))
          : Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** The same for a person as long as the centre runs; another site's page cannot know it. */
  private String csrf(String name) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }
}
