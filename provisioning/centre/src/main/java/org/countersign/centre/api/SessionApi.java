package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.LoginGuard;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.account.Sessions;
import org.countersign.centre.account.Totp;
import org.countersign.centre.store.AuditTable;
import org.countersign.http.Caller;
import org.countersign.http.Callers;
import org.countersign.http.Cookie;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Method;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.RequestHead;
import org.countersign.http.Route;

/** Logging in and out, and knowing by its cookie who asks. */
final class SessionApi implements Callers {

  private static final String COOKIE = "countersign";
  private static final String CSRF = "X-CSRF-Token";
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_PASSWORD = 256;

  /** Checked where there is no account, so that a wrong name takes as long as a wrong password. */
  private static final String NOBODYS = PasswordHash.of("nobody's".toCharArray());

  /** Trying too often. */
  private enum Kind implements Problem.Kind {
    TOO_OFTEN;

    @Override
    public int status() {
      return 429;
    }

    @Override
    public String title() {
      return "Tried too often";
    }

    @Override
    public String word() {
      return "too-often";
    }
  }

  private final Sessions sessions;
  private final AccountTable accounts;
  private final LoginGuard guard;
  private final Totp totp;
  private final AuditTable audit;
  private final InstantSource clock;
  private final CertificateCallers certificates;

  /** Knows the accounts of a table. */
  SessionApi(
      Sessions sessions,
      AccountTable accounts,
      LoginGuard guard,
      AuditTable audit,
      InstantSource clock) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.guard = guard;
    this.totp = new Totp();
    this.audit = audit;
    this.clock = clock;
    this.certificates = new CertificateCallers();
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/session", new Route.Action.Ask(this::logIn))
            .open()
            .reading(new Route.Body(List.of(MediaType.JSON)))
            .answering(200, 401, 429),
        Route.get("/v1/session", new Route.Action.Ask(this::session)),
        Route.of(Method.DELETE, "/v1/session", new Route.Action.Ask(this::logOut)).answering(204));
  }

  /** Looks at the accounts anew: who was taken out is out. */
  void refresh() {
    certificates.refresh(accounts.all());
    sessions.endUnless(certificates::isStill);
  }

  /** The same, and sessions are kept for the next start. */
  void keep() {
    refresh();
    sessions.keep();
  }

  @Override
  public Caller identify(RequestHead head) throws Refusal {
    Sessions.Session session = find(head);
    if (head.method() != Method.GET && !isSame(session.csrf(), head.header(CSRF).orElse(""))) {
      throw new Refusal(
          HttpProblem.FOREIGN_ORIGIN, "Send the csrf of GET /v1/session as " + CSRF + ".");
    }
    return new Caller(session.user(), session.role().includes());
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private Sessions.Session find(RequestHead head) throws Refusal {
    return token(head)
        .flatMap(sessions::find)
        .filter(certificates::isStill)
        .or(() -> head.certificate().flatMap(certificates::session))
        .orElseThrow(() ->
            new Refusal(
                HttpProblem.UNAUTHORIZED, "Log in: POST /v1/session with user and password."));
  }

  private static Optional<String> token(RequestHead head) {
    return head.cookie(COOKIE);
  }

  private Reply logIn(Request request) throws Refusal {
    ObjectNode body = Json.body(request);
    String user = Json.text(body, "user", LONGEST_NAME);
    char[] password = Json.text(body, "password", LONGEST_PASSWORD).toCharArray();
    String code = body.path("code").asText("");
    String address = request.head().remote().getAddress().getHostAddress();
    long wait = guard.waitMillis(user, address);
    if (wait > 0) {
      guard.turnedAway();
      throw tooOften(wait);
    }
    Optional<Role> role = role(user, password, code);
    if (role.isEmpty()) {
      guard.failed(user, address);
      audit.add(user, "session.refused", "", "from " + address);
      throw new Refusal(HttpProblem.UNAUTHORIZED, "User, password or code is wrong.");
    }
    guard.succeeded(user, address);
    refresh();
    String token =
        sessions
            .begin(user, role.get())
            .orElseThrow(() -> new Refusal(Problem.busy("Too many are logged in.")));
    audit.add(user, "session.begin", "", "from " + address);
    return Json.reply(node(sessions.find(token).orElseThrow()))
        .with(new Cookie(COOKIE, token, Sessions.LONGEST));
  }

  /** Whoever is wrong in any way is told so in the same time and in the same words. */
  private Optional<Role> role(String user, char[] password, String code) {
    Optional<Account> account = accounts.find(user);
    boolean right =
        PasswordHash.matches(password, account.map(Account::passwordHash).orElse(NOBODYS));
    return account
        .filter(known -> right)
        .filter(known ->
            known.totpSecret().isEmpty()
                || totp.takes(user, known.totpSecret().get(), code, clock.instant()))
        .map(Account::role);
  }

  private static Refusal tooOften(long wait) {
    long seconds = Math.ceilDiv(wait, 1_000L);
    return new Refusal(
        Problem.of(Kind.TOO_OFTEN, "Too many log-ins failed; try again in " + seconds + " s.")
            .with("Retry-After", Long.toString(seconds)));
  }

  private Reply session(Request request) throws Refusal {
    return Json.reply(node(find(request.head())));
  }

  private static ObjectNode node(Sessions.Session session) {
    return Json.object()
        .put("user", session.user())
        .put("role", session.role().word())
        .put("csrf", session.csrf());
  }

  private Reply logOut(Request request) {
    token(request.head()).ifPresent(sessions::end);
    audit.add(request.caller().name(), "session.end", "", "");
    return Reply.done().with(Cookie.gone(COOKIE));
  }
}
