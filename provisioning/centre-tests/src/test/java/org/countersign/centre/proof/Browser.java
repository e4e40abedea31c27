package org.countersign.centre.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.countersign.centre.account.Role;
import org.countersign.testbed.RealPart;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window, in English, that looks at a centre's page. */
final class Browser implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(25);

  private final ChromeDriver driver;
  private final URI page;

  /** Starts one; nothing is opened yet. */
  Browser(URI page) {
    this(page, List.of());
  }

  /** Starts one that reaches the page through a gate, under the page's own address all the same. */
  Browser(URI page, Gate gate) {
    this(
        page,
        List.of(
            "--host-resolver-rules=MAP localhost:%d 127.0.0.1:%d"
                .formatted(page.getPort(), gate.port())));
  }

  private Browser(URI page, List<String> furtherOptions) {
    this.page = page;
    Path chromium = RealPart.require("chromium", "chromium");
    Path chromedriver = RealPart.require("chromedriver", "chromium-driver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toString());
    // Chromium's own walls need rights that root in a container lacks; the page is ours.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--lang=en", "--force-prefers-reduced-motion");
    options.addArguments(furtherOptions);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en"));
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).build();
    driver = new ChromeDriver(service, options);
    size(1_440, 900);
  }

  /** Forgets who it was, and opens the page as nobody. */
  void openAsNobody() {
    forget();
    driver.get(page.toString());
  }

  private void forget() {
    // Any document of the centre's: cookies and storage are of an origin.
    driver.get(page.resolve("/page/base.css").toString());
    driver.manage().deleteAllCookies();
    script("localStorage.clear()");
    var ignored = complaints();
  }

  /**
   * Opens a view as somebody of a role.
   *
   * @param view for example {@code #/alerts}
   */
  void openAs(Role role, CentreProcess centre, String view) throws Exception {
    forget();
    try (Desk desk = Desk.of(centre, role)) {
      String[] cookie = desk.cookie().split("=", 2);
      driver
          .manage()
          .addCookie(
              new Cookie.Builder(cookie[0], cookie[1])
                  .path("/")
                  .isSecure(true)
                  .isHttpOnly(true)
                  .build());
    }
    driver.get(page.resolve(view).toString());
    await("document.getElementById('as-of')?.textContent");
  }

  /** Goes to a view, for example {@code #/alerts}, without loading the page anew. */
  void go(String view) {
    script("location.hash = arguments[0]", view);
  }

  /** Loads the page anew. */
  void reload() {
    driver.navigate().refresh();
  }

  /** Sets the size that the page has, in pixels, as a phone's browser would. */
  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Pixels by which the page is wider than its screen. */
  long wider() {
    return (Long) script("return document.documentElement.scrollWidth - innerWidth");
  }

  /** A picture of the whole page in the folder that -Dshots names; none without it. */
  void shot(String name) {
    String folder = System.getProperty("shots");
    if (folder != null) {
      try {
        Object data =
            command("Page.captureScreenshot", Map.of("captureBeyondViewport", true)).get("data");
        Files.write(
            Path.of(folder, name.replaceAll("[^a-z0-9]+", "-") + ".png"),
            Base64.getDecoder().decode(String.valueOf(data)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A command of the Chrome DevTools Protocol. */
  Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  /** Runs a script in the page; what it returns. */
  Object script(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** A script that holds, as a question. */
  boolean holds(String expression, Object... arguments) {
    return Boolean.TRUE.equals(script("return Boolean(" + expression + ")", arguments));
  }

  /** Waits until an expression holds in the page. */
  void await(String expression, Object... arguments) {
    new WebDriverWait(driver, LONGEST, Duration.ofMillis(50))
        .withMessage(() -> expression + " does not hold; the page says: " + text("body"))
        .until(d -> holds(expression, arguments));
  }

  /** Runs a script that gives its answer to its last argument. */
  Object ask(String script, Object... arguments) {
    return Objects.requireNonNull(driver.executeAsyncScript(script, arguments));
  }

  /** The only element of a selector, as soon as it is there. */
  WebElement one(String selector) {
    await("document.querySelectorAll(arguments[0]).length === 1", selector);
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks what a script returns, which may be drawn anew in between. */
  void click(String script, Object... arguments) {
    new WebDriverWait(driver, LONGEST, Duration.ofMillis(50))
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> "nothing to click: " + script)
        .until(d -> {
          if (script(script, arguments) instanceof WebElement found) {
            // Away from the foot, which stays over what is at the screen's edge.
            var ignored = script("arguments[0].scrollIntoView({block: 'center'})", found);
            found.click();
            return true;
          }
          return false;
        });
  }

  /** How many elements a selector finds now. */
  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** What the first element of a selector says. */
  String text(String selector) {
    try {
      return driver.findElement(By.cssSelector(selector)).getText();
    } catch (StaleElementReferenceException drawnAnew) {
      return driver.findElement(By.cssSelector(selector)).getText();
    }
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** The id of what has the focus, or its name as an element. */
  String focused() {
    return (String) script("return document.activeElement.id || document.activeElement.localName");
  }

  /**
   * What the browser complained of since it was asked last: refusals of the page's policy, scripts
   * that failed. An answer of a status that a test brought about is none.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("Failed to load resource"))
        .toList();
  }

  /** Whether a dialog is open. */
  boolean hasDialog() {
    try {
      var ignored = driver.switchTo().alert();
      return true;
    } catch (NoAlertPresentException none) {
      return false;
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
