package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.centre.proof.HandMadeStation.real;
import static org.countersign.centre.proof.HandMadeStation.text;
import static org.countersign.centre.proof.HandMadeStation.time;
import static org.countersign.centre.proof.HandMadeStation.whole;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.account.Totp;
import org.countersign.centre.store.Database;
import org.countersign.testbed.PrivateMosquitto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * What people do on the page in a real Chromium: plan work, retire a station, read why one is
 * silent. Every test has a district of its own.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageWorkIT {

  private static final List<String> THEMES = List.of("light", "dark");
  private static final List<Integer> WIDTHS = List.of(320, 1_440);

  private PageBench bench;
  private PrivateMosquitto broker;
  private CentreProcess centre;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    bench = new PageBench(folder);
    broker = bench.broker();
    centre = bench.centre();
    browser = bench.browser();
  }

  @AfterAll
  void end() throws Exception {
    if (bench != null) {
      bench.close();
    }
  }

  private HandMadeStation station(String district, String name) throws Exception {
    HandMadeStation station = new HandMadeStation(broker.uri(), district, name);
    station.birth(whole("Jobs/Waiting", 3), text("Properties/Site", "town hall"));
    station.device("encoder-1");
    return station;
  }

  private void openStation(Role role, HandMadeStation station) throws Exception {
    browser.openAs(
        role, centre, "#/station/" + station.node().group() + "/" + station.node().node());
    browser.await("document.querySelector('.block.head')");
  }

  @Test
  void workIsPlannedByKeyboardSeenByAllAndTakenOutAgain() throws Exception {
    try (HandMadeStation station = station("planning", "planned-1")) {
      openStation(Role.OPERATOR, station);
      var ignored = browser.script("document.querySelector('.planned summary').focus()");
      browser.press(Keys.ENTER);
      browser.await("document.querySelector('form.plan input[name=from]')?.value");
      var focused =
          browser.script("document.querySelector('form.plan input[name=reason]').focus()");
      browser.press("new line <b>by</b> noon", Keys.ENTER);
      browser.await("document.querySelector('.plans li .tag')");
      assertThat(browser.text(".plans q")).isEqualTo("new line <b>by</b> noon");
      assertThat(browser.text(".plans small")).isEqualTo("planned by operator");
      assertThat(browser.holds("document.activeElement.localName === 'summary'")).isTrue();

      browser.openAs(Role.VIEWER, centre, "#/stations?district=planning");
      browser.await("document.querySelector('.plans li a')?.textContent === 'planned-1'");
      assertThat(browser.count(".planned button, .planned form")).isZero();

      openStation(Role.OPERATOR, station);
      browser.click("return document.querySelector('.plans li button')");
      browser.await("!document.querySelector('.plans li')");
      assertThat(browser.holds("document.activeElement.localName === 'h2'")).isTrue();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whoHasACodeLogsInWithItAndNotWithoutIt() throws Exception {
    String secret = Totp.newSecret();
    try (Database database = centre.database()) {
      String hash = PasswordHash.of(CentreProcess.PASSWORD.toCharArray());
      new AccountTable(database).save(new Account("coded", Role.VIEWER, hash, Optional.of(secret)));
    }
    browser.openAsNobody();
    browser.one("input[name=user]").sendKeys("coded");
    browser.one("input[name=password]").sendKeys(CentreProcess.PASSWORD, Keys.ENTER);
    browser.await("document.querySelector('.said')?.textContent.includes('wrong')");
    browser.one("input[name=code]").sendKeys(code(secret));
    browser.one("input[name=password]").sendKeys(CentreProcess.PASSWORD, Keys.ENTER);
    browser.await("document.querySelector('.who b')?.textContent === 'coded'");
    assertThat(browser.complaints()).isEmpty();
  }

  private static String code(String secret) throws Exception {
    SecretKeySpec key = new SecretKeySpec(Base32.decode(secret), "HmacSHA1");
    return new TimeBasedOneTimePasswordGenerator()
        .generateOneTimePasswordString(key, Instant.now());
  }

  @Test
  void aPlanThatEndsBeforeItBeginsIsNotSent() throws Exception {
    browser.openAs(Role.OPERATOR, centre, "#/stations?district=wrong");
    browser.click("return document.querySelector('.planned summary')");
    browser.await("document.querySelector('form.plan input[name=to]')?.value");
    var ignored =
        browser.script(
            "const to = document.querySelector('form.plan input[name=to]');"
                + "to.value = '2020-01-01T00:00'; to.dispatchEvent(new Event('input'));"
                + "document.querySelector('form.plan input[name=reason]').value = 'paint';");
    browser.click("return document.querySelector('form.plan button')");
    assertThat(browser.holds("document.querySelector('form.plan :invalid').name === 'to'"))
        .isTrue();
    try (Desk desk = Desk.of(centre, Role.VIEWER)) {
      assertThat(desk.get("/v1/plans").path("plans"))
          .noneMatch(plan -> plan.path("district").textValue().equals("wrong"));
    }
  }

  @Test
  void anAdminRetiresAStationAfterAQuestionAndNobodyElseIsOfferedIt() throws Exception {
    HandMadeStation station = station("retiring", "..");
    station.death();
    station.close();
    openStation(Role.OPERATOR, station);
    assertThat(browser.count("#retire")).isZero();

    openStation(Role.ADMIN, station);
    browser.click("return document.querySelector('#retire')");
    browser.await("document.querySelector('dialog').open");
    assertThat(browser.text("dialog h2")).isEqualTo("Retire ..?");
    assertThat(browser.text(":focus")).isEqualTo("Keep it");
    assertThat(new Axe().seriousFindings(browser)).as("what axe finds on the question").isEmpty();
    var axes = browser.complaints();
    browser.press(Keys.ESCAPE);
    browser.await("!document.querySelector('dialog').open");
    browser.click("return document.querySelector('#retire')");
    browser.click("return document.querySelector('dialog button.grave')");
    browser.await("location.hash.includes('district=retiring')");
    browser.await(
        "[...document.querySelectorAll('main p')].some(p => p.textContent === 'No station is like"
            + " this.')");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aStationWhoseNameIsNoPartOfAPathIsOpenedByItsLink() throws Exception {
    for (String name : List.of(".", "..", "a\\b", "~x")) {
      try (HandMadeStation station = station("paths", name)) {
        browser.openAs(Role.VIEWER, centre, "#/stations?district=paths");
        browser.click(
            "return [...document.querySelectorAll('tbody th a')]"
                + ".find(a => a.textContent === arguments[0])",
            name);
        browser.await("document.querySelector('h1').textContent === arguments[0]", name);
        browser.await("document.querySelector('.block.head')");
        assertThat(browser.count("main .failure")).isZero();
      }
    }
  }

  @Test
  void theFleetsFilterWorksBeforeTheFirstAnswer() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    var ignored =
        browser.script(
            "const ask = window.fetch; window.fetch = (address, options) =>"
                + " String(address).startsWith('/v1/fleet') ? new Promise(() => {})"
                + " : ask(address, options); location.hash = '#/fleet'");
    browser.click("return document.querySelector('.check input')");
    assertThat(browser.holds("document.querySelector('.check input').checked")).isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoWaitsWhereNoCardIsMadeIsANumberOfItsOwn() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    browser.await("document.querySelector('#waiting-stopped')");
    try (HandMadeStation station = station("waiting", "waiting-1")) {
      station.data(whole("Jobs/Waiting", 4_321));
      browser.await("document.querySelector('#waiting').textContent.startsWith('4,3')");
      assertThat(browser.text("#waiting-stopped")).doesNotStartWith("4,3");
      station.birth(whole("Jobs/Waiting", 4_321), text("Issuing/Hold", "the door is open"));
      browser.await("document.querySelector('#waiting-stopped').textContent.startsWith('4,3')");
    }
  }

  @Test
  void whatRunsOutIsOnTheStationsPageTheSoonestFirst() throws Exception {
    long now = System.currentTimeMillis();
    long day = Duration.ofDays(1).toMillis();
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "ending", "ending-1")) {
      station.birth(
          time("Certificates/link/Ends", now + 10 * day + day / 2),
          time("Certificates/api/Ends", now - day),
          time("Grant/Ends", now + 40 * day + day / 2),
          whole("Grant/Serials", 512),
          real("Forecast/blanks/Days", 3.5).withUnit("d"),
          real("Ledger/Commit p50", 0.25).withUnit("furlong"),
          time("Heartbeat/At", now),
          real("Heartbeat/Every", 30),
          text("Heartbeat/Stuck", "ledger"),
          text("Power/Source", "battery"),
          real("Power/Charge", 61),
          text("Stop/Planned", ""),
          time("Box/Booted", now - 2 * day),
          time("Link/Outage From", now - day),
          time("Link/Outage To", now - day + 60_000),
          text("Link/Outage Reason", "tls"),
          text("Properties/Site", "town hall"));
      openStation(Role.VIEWER, station);
      browser.await("document.querySelector('.blocks').textContent.includes('Box and line')");
      assertThat(browser.script("return " + FACTS, "Days left").toString())
          .contains("Certificate of its API=over")
          .containsSubsequence(
              "its API", "Until out of blanks=3 days", "the link=10 days", "grant ends=40 days")
          .contains("Serials left in the grant=512");
      assertThat(browser.script("return " + FACTS, "Box and line").toString())
          .contains("Site=town hall", "every 30 s", "inside=ledger", "Power=battery, 61 %")
          .contains("1 min, TLS failed")
          .doesNotContain("Stops by plan");
      browser.click("return document.querySelector('main > details > summary')");
      browser.await("document.querySelector('main').textContent.includes('0.25 furlong')");
    }
  }

  /** Pairs of the block of that heading. */
  private static final String FACTS =
      "[...[...document.querySelectorAll('.block')]"
          + ".find(b => b.querySelector('h2')?.textContent === arguments[0])"
          + ".querySelectorAll('.facts > div')]"
          + ".map(d => [...d.children].map(c => c.textContent).join('=')).join('; ')";

  /** Verdicts that a centre gives, put in its answer's place: the page alone is tried. */
  private static final String SILENCE =
      """
      const silence = {why: 'POWER', sure: 'LIKELY', from: Date.now() - 600000,
        until: Date.now() + 3600000, what: 'the box lost its power <b>now</b>',
        todo: 'ask at the counter whether there is light',
        evidence: [{kind: 'BROKER', text: 'the broker gave up after 45 s'},
          {kind: 'NEIGHBOURS', text: '3 of 3 neighbours fell silent within 2 s'}]};
      const ask = window.fetch;
      window.fetch = async (address, options) => {
        const answer = await ask(address, options);
        if (!/^\\/v1\\/(stations\\/|alerts$)/.test(address) || !answer.ok
            || /history/.test(address)) return answer;
        const value = await answer.json();
        if (value.open) { value.open.forEach(alert => (alert.silence = silence)); }
        else {
          value.silence = silence;
          value.silences = [{...silence, sure: 'TOLD', to: silence.from + 65000}];
        }
        return new Response(JSON.stringify(value), {headers: {'Content-Type': 'application/json'}});
      };
      location.hash = arguments[0];\
      """;

  @Test
  void whyAStationIsSilentIsShownWithHowSureAndOnWhatEvidence() throws Exception {
    try (HandMadeStation station = station("silent", "silent-1")) {
      station.death();
      browser.openAs(Role.VIEWER, centre, "#/now");
      var ignored = browser.script(SILENCE, "#/station/silent/silent-1");
      browser.await("document.querySelector('.head .silence')");
      assertThat(browser.text(".head .reason")).isEqualTo("Power · likely");
      assertThat(browser.text(".head .verdict"))
          .isEqualToIgnoringCase("the box lost its power <b>now</b>");
      assertThat(browser.count(".head .evidence li")).isEqualTo(2);
      assertThat(browser.text(".head .until")).startsWith("expected back at");
      assertThat(browser.text(".head .todo b"))
          .isEqualToIgnoringCase("ask at the counter whether there is light");
      browser.await("document.querySelector('table .reason')?.textContent === 'Power · told'");
      assertThat(
              browser
                  .script("return document.querySelector('table:has(.reason)').textContent")
                  .toString())
          .contains("1 min");
      browser.go("#/alerts");
      browser.await("document.querySelector('li.stop .silence summary')");
      assertThat(browser.text("li.stop .silence summary")).isEqualTo("2 pieces of evidence");
      browser.click("return document.querySelector('li.stop .silence summary')");
      browser.await("document.querySelector('li.stop .evidence')?.checkVisibility()");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void whyAKilledStationIsSilentIsShownAndThatItIsOverOnceItIsBack(@TempDir Path folder)
      throws Exception {
    Process killed = BeatingStation.process(broker.uri(), "dark", "n-1", folder.resolve("log"));
    try (BeatingStation one = new BeatingStation(broker.uri(), "dark", "n-2");
        BeatingStation other = new BeatingStation(broker.uri(), "dark", "n-3");
        Desk desk = Desk.of(centre, Role.VIEWER)) {
      browser.openAs(Role.VIEWER, centre, "#/stations?district=dark");
      Eventually.until(
          "a station that works",
          () -> desk.get("/v1/stations?district=dark&capacity=full").path("stations").size() == 3);
      killed.destroyForcibly();
      browser.go("#/station/dark/n-1");
      browser.await(
          "document.querySelector('.head .reason')?.textContent === arguments[0]",
          "Its service · likely");
      for (String fact :
          List.of("closed at once", "2 other stations of the district dark 2 are heard")) {
        browser.await(
            "document.querySelector('.head .evidence')?.textContent.includes(arguments[0])", fact);
      }
      JsonNode verdict = desk.get("/v1/stations/dark/n-1").path("silence");
      assertThat(browser.text(".head .verdict"))
          .isEqualToIgnoringCase(verdict.path("what").textValue());
      assertThat(browser.text(".head .todo b"))
          .isEqualToIgnoringCase(verdict.path("todo").textValue());
      browser.go("#/now");
      // Those of other tests may be silent as well.
      browser.await(
          "[...document.querySelectorAll('li.stop')]"
              + ".find(row => row.querySelector('.place a').textContent === 'n-1')"
              + "?.querySelector('.silence summary')?.textContent.endsWith('pieces of evidence')");
      killed = BeatingStation.process(broker.uri(), "dark", "n-1", folder.resolve("log"));
      browser.go("#/station/dark/n-1");
      browser.await(
          "document.querySelector('table .reason')?.textContent === 'Its service · told'");
      browser.await("!document.querySelector('.head .silence')");
      assertThat(browser.complaints()).isEmpty();
    } finally {
      killed.destroyForcibly();
    }
  }

  @Test
  void noChangedViewIsClosedToAnybodyInAnyLightOrWidth() throws Exception {
    Axe axe = new Axe();
    try (HandMadeStation station = station("open", "open-1")) {
      station.death();
      browser.openAs(Role.ADMIN, centre, "#/now");
      var ignored = browser.script(SILENCE, "#/now");
      for (String view :
          List.of("now", "alerts", "fleet", "stations?district=open", "station/open/open-1")) {
        browser.go("#/" + view);
        browser.await("document.querySelector('h1') && !document.querySelector('.loading')");
        browser.await(
            "!document.querySelector('.planned') || document.querySelector('.planned p')");
        var opened =
            browser.script("document.querySelectorAll('details').forEach(d => (d.open = true))");
        for (String theme : THEMES) {
          var lit = browser.script("document.documentElement.dataset.theme = arguments[0]", theme);
          for (int width : WIDTHS) {
            browser.size(width, 900);
            String seen = view + " " + theme + " " + width;
            browser.shot(seen);
            assertThat(axe.seriousFindings(browser)).as("what axe finds on %s", seen).isEmpty();
            assertThat(browser.wider()).as("pixels that %s is too wide", seen).isNotPositive();
          }
        }
      }
    } finally {
      browser.size(1_440, 900);
    }
  }
}
