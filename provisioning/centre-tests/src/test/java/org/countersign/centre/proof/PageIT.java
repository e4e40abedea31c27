package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.centre.proof.HandMadeStation.text;
import static org.countersign.centre.proof.HandMadeStation.whole;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.countersign.centre.account.Role;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.testbed.PrivateMosquitto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The page in a real Chromium, by the names that {@code docs/page.md} promises. Every test has a
 * district of its own, so that none sees another's troubles as its own.
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

  /** The row, of any list, whose place names arguments[0]. */
  private static final String ROW =
      "[...document.querySelectorAll('li.stop')]"
          + ".find(row => row.querySelector('.place a').textContent.includes(arguments[0]))";

  private static final List<String> VIEWS =
      List.of("now", "fleet", "alerts", "stations", "search?q=x", "commissioning", "audit", "none");

  /** A phone of the smallest kind, a usual one, a tablet, a desk; pixels. */
  private static final List<Integer> WIDTHS = List.of(320, 360, 768, 1_440);

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
    return new HandMadeStation(broker.uri(), district, name);
  }

  private String ofRow(String name, String selector) {
    browser.await(ROW, name);
    return String.valueOf(
        browser.script(
            "return " + ROW + "?.querySelector(arguments[1])?.textContent", name, selector));
  }

  @Test
  void aWrongPasswordIsToldAndTheRightOneLeadsToTheFirstScreen() {
    browser.openAsNobody();
    browser.one("input[name=user]").sendKeys("viewer");
    browser.one("input[name=password]").sendKeys("wrong", Keys.ENTER);
    browser.await("document.querySelector('.said')?.textContent");
    assertThat(browser.text(".said")).contains("wrong");
    browser.one("input[name=password]").sendKeys(CentreProcess.PASSWORD, Keys.ENTER);
    browser.await("document.querySelector('.tiles')");
    browser.await("document.activeElement.localName === 'h1'");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aStationThatStopsIsNamedWithItsReasonUntilItGoesOn() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    try (HandMadeStation station = station("stopping", "stopped-1")) {
      station.birth(text("Issuing/Hold", ""), whole("Jobs/Waiting", 7));
      station.device("encoder-1");
      station.data(text("Issuing/Hold", "the door is open"));
      assertThat(ofRow("stopped-1", ".what")).isEqualTo("it takes no card");
      assertThat(ofRow("stopped-1", ".detail q")).isEqualTo("the door is open");
      assertThat(ofRow("stopped-1", ".since time")).isNotBlank();
      assertThat(ofRow("stopped-1", ".todo b")).isEqualTo("do what its own words say");
      assertThat(ofRow("stopped-1", ".waits b")).isEqualTo("7");
      station.data(text("Issuing/Hold", ""));
      browser.await("!" + ROW, "stopped-1");
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aDistrictThatIsLostIsOneRowAndNotOneForEachStation() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    List<HandMadeStation> stations = new ArrayList<>();
    try {
      for (int i = 1; i <= 4; i++) {
        HandMadeStation station = station("darkness", "dark-" + i);
        stations.add(station);
        station.birth();
        station.device("encoder-1");
      }
      for (HandMadeStation station : stations) {
        station.death();
      }
      browser.await(ROW + "?.matches('ul.stopped > li.stop')", "darkness");
      browser.await("!" + ROW, "dark-");
      assertThat(ofRow("darkness", ".what")).isEqualTo("it is not connected");
    } finally {
      for (HandMadeStation station : stations) {
        station.close();
      }
    }
  }

  @Test
  void namesAndWordsThatAreMarkupAreShownAsTheyAreAndDoNothing() throws Exception {
    String district = "<img src=x onerror=alert(1)>";
    String name = "'\"><svg onload=alert(2)>\u202e" + "w".repeat(128);
    String words = "</q><script>alert(3)</script><img src=x onerror=alert(4)>";
    String metric = "<b onmouseover=alert(5)>/'; drop table station; --";
    try (HandMadeStation station = station(district, name)) {
      browser.openAs(Role.OPERATOR, centre, "#/now");
      station.birth(text("Issuing/Hold", words), text(metric, words));
      station.device("<iframe src=javascript:alert(6)>", text("State", words));
      assertThat(ofRow("<svg", ".place a")).isEqualTo(name);
      assertThat(ofRow("<svg", ".place .of a")).isEqualTo(district);
      assertThat(ofRow("<svg", ".detail q")).isEqualTo(words);
      assertThatNothingCameAlive();
      browser.click("return " + ROW + "?.querySelector('.place a')", "<svg");
      browser.await("document.querySelector('h1')?.textContent.includes(arguments[0])", name);
      browser.click("return document.querySelector('main > details:not([hidden]) > summary')");
      browser.await("document.querySelector('main').textContent.includes(arguments[0])", metric);
      assertThatNothingCameAlive();
      for (String view : VIEWS) {
        browser.go("#/" + view);
        browser.await("document.querySelector('h1')");
        assertThatNothingCameAlive();
      }
    }
  }

  private void assertThatNothingCameAlive() {
    assertThat(browser.hasDialog()).isFalse();
    assertThat(browser.count("main img, main script, main iframe, main b[onmouseover]")).isZero();
    assertThat(browser.holds("document.querySelector('main svg[onload]')")).isFalse();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void onlyAnOperatorCanTakeAnAlertAndItIsWrittenDown() throws Exception {
    try (HandMadeStation station = station("alerting", "alerting-1")) {
      station.birth(text("Issuing/Hold", "the door is open"));
      browser.openAs(Role.VIEWER, centre, "#/alerts");
      browser.await(ROW, "alerting-1");
      assertThat(browser.count("main button")).isZero();
      browser.openAs(Role.OPERATOR, centre, "#/alerts");
      browser.click("return " + ROW + "?.querySelector('.actions button.main')", "alerting-1");
      browser.await(
          ROW + "?.querySelector('.tag')?.textContent.includes('operator')", "alerting-1");
    }
    browser.openAs(Role.ADMIN, centre, "#/audit");
    browser.await(
        "[...document.querySelectorAll('main tbody tr')].some(row =>"
            + " /operator.*alert\\.acknowledge/s.test(row.textContent))");
  }

  @Test
  void whoHasOnlyAKeyboardSkipsTheBarAndWalksThroughTheFleet() throws Exception {
    try (HandMadeStation one = station("walking", "walk-1");
        HandMadeStation other = station("walking", "walk-2")) {
      one.birth();
      other.birth();
      browser.openAs(Role.VIEWER, centre, "");
      browser.await("document.querySelector('.tiles')");
      browser.press(Keys.TAB);
      assertThat(browser.focused()).isEqualTo("skip");
      browser.press(Keys.ENTER);
      assertThat(browser.focused()).isEqualTo("main");
      browser.go("#/fleet");
      browser.await("document.querySelector('.cells a[aria-label^=walk-2]')");
      var ignored =
          browser.script("document.querySelector('.cells a[aria-label^=walk-1]').focus()");
      browser.press(Keys.ARROW_RIGHT);
      assertThat(browser.holds("document.activeElement.ariaLabel.startsWith('walk-2')")).isTrue();
      browser.press(Keys.HOME);
      assertThat(browser.holds("document.activeElement.ariaLabel.startsWith('walk-1')")).isTrue();
      browser.press(Keys.ENTER);
      browser.await("document.querySelector('h1').textContent.includes('walk-1')");
    }
  }

  @Test
  void anAlarmThatAStationRaisedIsOnTheFirstScreenUnderAHeadingOfItsOwn() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    try (HandMadeStation station = station("raising", "raised-1")) {
      station.birth();
      RecordContent alarm = new RecordContent.Alarm("clock-doubted", "", true, "it does not fit");
      station.records(
          new RecordBatch(
              "raised-1", 1, 0, 0, List.of(new StationRecord(1, "a1".repeat(32), 1, alarm))));
      assertThat(ofRow("raised-1", ".place a")).isEqualTo("raising / raised-1");
      assertThat(
              browser.script(
                  "return " + ROW + ".parentElement.previousElementSibling.textContent",
                  "raised-1"))
          .isEqualTo("Alarms that stations raised");
      browser.await(
          "[...document.querySelectorAll('h2')]"
              + ".find(h => h.textContent === 'One cause at many stations').hidden");
    }
  }

  @Test
  void languageAndThemeOutliveThePage() throws Exception {
    browser.openAs(Role.VIEWER, centre, "#/now");
    assertThat(browser.holds("document.documentElement.lang === 'en'")).isTrue();
    Object theme = browser.script("return document.documentElement.dataset.theme");
    browser.click("return document.getElementById('language')");
    browser.await("document.documentElement.lang === 'zh-CN'");
    browser.click("return document.querySelector('.settings button[title]')");
    browser.await("document.documentElement.dataset.theme !== arguments[0]", theme);
    browser.reload();
    browser.await("document.querySelector('.tiles')");
    assertThat(browser.holds("document.documentElement.lang === 'zh-CN'")).isTrue();
    assertThat(browser.holds("document.documentElement.dataset.theme !== arguments[0]", theme))
        .isTrue();
    assertThat(browser.text("h1")).matches(".*\\p{IsHan}.*");
  }

  @Test
  void noViewIsWiderThanItsScreen() throws Exception {
    try (HandMadeStation station = station("wide", "w".repeat(128))) {
      for (String view : viewsWith(station)) {
        open(view);
        for (int width : WIDTHS) {
          browser.size(width, 900);
          assertThat(
                  (Long) browser.script("return document.documentElement.scrollWidth - innerWidth"))
              .as("pixels that %s is too wide at %s", view, width)
              .isLessThanOrEqualTo(0);
        }
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void noViewIsClosedToSomebodyWhoSeesOrMovesOtherwise() throws Exception {
    Axe axe = new Axe();
    try (HandMadeStation station = station("open", "open-1")) {
      for (String view : viewsWith(station)) {
        open(view);
        assertThat(axe.seriousFindings(browser)).as("what axe finds on %s", view).isEmpty();
      }
      browser.size(360, 800);
      browser.click("return document.querySelector('.settings button[title]')");
      open("now");
      assertThat(axe.seriousFindings(browser)).as("what axe finds at night").isEmpty();
      browser.openAsNobody();
      var ignored = browser.one("input[name=user]");
      assertThat(axe.seriousFindings(browser)).as("what axe finds at the log-in").isEmpty();
    } finally {
      browser.size(1_440, 900);
    }
  }

  /** Every view, that of a stopped station among them; an admin looks, who sees most. */
  private List<String> viewsWith(HandMadeStation station) throws Exception {
    station.birth(text("Issuing/Hold", "x".repeat(200)), whole("Jobs/Waiting", 3));
    station.device("encoder-1");
    browser.openAs(Role.ADMIN, centre, "#/now");
    browser.await(ROW, station.node().node());
    List<String> views = new ArrayList<>(VIEWS);
    views.add("station/" + station.node().group() + "/" + station.node().node());
    return views;
  }

  private void open(String view) {
    browser.go("#/" + view);
    browser.await("document.querySelector('h1') && !document.querySelector('.loading')");
  }

  @Test
  void addressesAndWaitsComeOutAsTheyWentIn() throws Exception {
    browser.openAsNobody();
    assertThat(
            browser.ask(
                """
                const done = arguments[arguments.length - 1];
                import('/page/router.js').then(({ parse, toStation }) => {
                  const { view, parts } = parse(toStation('a/b?c#d', '100% <é>'));
                  done([view, ...parts, parse('#/%').view === null, parse('').view]);
                });\
                """))
        .isEqualTo(List.of("station", "a/b?c#d", "100% <é>", true, "now"));
    assertThat(
            browser.ask(
                """
                const done = arguments[arguments.length - 1];
                import('/page/stream.js').then(({ backOff }) =>
                  done([backOff(0, 0), backOff(0, 1), backOff(9, 0), backOff(9, 1)]));\
                """))
        .isEqualTo(List.of(500L, 1_000L, 15_000L, 30_000L));
    assertThat(
            browser.ask(
                """
                const done = arguments[arguments.length - 1];
                import('/page/format.js').then(({ number, time, iso }) =>
                  done([number(1234.5), number(1e300), time(1e300), String(iso(NaN))]));\
                """))
        .isEqualTo(List.of("1,235", "1.000e+300", "–", "null"));
  }
}
