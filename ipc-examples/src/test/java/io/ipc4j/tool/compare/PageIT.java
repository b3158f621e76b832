package io.ipc4j.tool.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser: charts, figures, both colour schemes, paper, narrow screens. */
final class PageIT {

  private static final List<String> MEASURES = List.of("p50", "p99", "messages", "bytes", "cpu");
  private static final String POINTS =
      """
      JSON.stringify([...document.querySelectorAll("#charts .point")].map((p) => [
        p.closest("figure").id, p.dataset.transport, p.dataset.pattern, p.dataset.wait,
        p.dataset.size, Number(p.dataset.value)].join(" ")))\
      """;

  @TempDir private static Path folder;
  private static @Nullable Browser browser;
  private static Path page = Path.of("");
  private final Report report = Synthetic.report();

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> chromium = Browser.executable();
    assumeTrue(chromium.isPresent(), "chromium is not installed");
    browser = Browser.start(chromium.orElseThrow(), folder.resolve("profile"));
    page = Files.writeString(folder.resolve("all.html"), Page.of(Synthetic.report()));
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  private static Browser browser() {
    return java.util.Objects.requireNonNull(browser);
  }

  @BeforeEach
  void open() throws Exception {
    browser().resize(1280, 900);
    browser().emulate("screen", "light");
    browser().complaints().clear();
    browser().requests().clear();
    browser().open(page);
  }

  @Test
  void itComplainsOfNothingAndAsksTheNetworkForNothing() {
    assertThat(browser().complaints()).isEmpty();
    assertThat(browser().requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
  }

  @Test
  void everyMarkOfTheChartsIsAFigureOfTheResults() throws Exception {
    assertThat(texts(POINTS)).containsExactlyInAnyOrderElementsOf(expectedPoints());
    assertThat(number("document.querySelectorAll('#charts path.line').length"))
        .isEqualTo(MEASURES.size() * (2 * 2 + 1)); // two queues each way, a region by spin
    String flat =
        "[...document.querySelectorAll('#charts path.line')]"
            + ".filter((p) => !(p.getTotalLength() > 50)).length";
    assertThat(number(flat)).isZero();
  }

  private Set<String> expectedPoints() {
    Set<String> expected = new TreeSet<>();
    for (JsonElement element : ReportJson.write(report).getAsJsonArray("results")) {
      JsonObject r = element.getAsJsonObject();
      if (r.get("fixedSize").getAsBoolean()) {
        continue;
      }
      for (String measure : MEASURES) {
        String wait = r.get("wait").getAsString();
        expected.add(
            "chart-%s-%s %s %s %s %s %s"
                .formatted(
                    measure,
                    wait,
                    r.get("transport").getAsString(),
                    r.get("pattern").getAsString(),
                    wait,
                    r.get("size").getAsString(),
                    text(value(r, measure))));
      }
    }
    return expected;
  }

  private static double value(JsonObject result, String measure) {
    return switch (measure) {
      case "messages" -> result.get("messagesPerSecond").getAsDouble();
      case "bytes" -> result.get("bytesPerSecond").getAsDouble();
      case "cpu" -> result.get("cpuSecondsPerMillion").getAsDouble() * 1000;
      default -> result.getAsJsonObject("roundTripNanos").get(measure).getAsDouble();
    };
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  @Test
  void axesAreLogarithmic() throws Exception {
    String places =
        """
        JSON.stringify(["swift", "steady"].flatMap((t) => [64, 65536].map((s) => {
          const q = `#chart-p50-spin .point[data-transport=${t}][data-pattern=queue][data-size="${s}"]`;
          const box = document.querySelector(q).getBoundingClientRect();
          return box.top + box.height / 2;
        })))\
        """;
    JsonArray y = JsonParser.parseString(browser().evaluate(places).getAsString()).getAsJsonArray();
    double tenfold = y.get(0).getAsDouble() - y.get(1).getAsDouble();
    double tenfoldAbove = y.get(2).getAsDouble() - y.get(3).getAsDouble();
    assertThat(tenfold)
        .isPositive()
        .isCloseTo(tenfoldAbove, org.assertj.core.data.Offset.offset(3.0));
  }

  @Test
  void theTablesShowEveryResultAndTransport() throws Exception {
    assertThat(number("document.querySelectorAll('#figures-table tbody tr').length"))
        .isEqualTo(report.results().size());
    assertThat(number("document.querySelectorAll('#transports-table tbody tr').length"))
        .isEqualTo(report.transports().size());
    String content = browser().evaluate("document.body.innerText").getAsString();
    assertThat(content)
        .contains("ipc.transport=swift")
        .contains("broken: it fails")
        .contains("carries </script><b>nothing</b>")
        .contains(report.host().cpu())
        .contains("one receiver on this machine");
  }

  @Test
  void aTooltipTellsTheFiguresOfTheMarkThatIsPointedAt() throws Exception {
    String box =
        """
        (() => {
          const mark = document.querySelector("#chart-p50-block .point[data-transport=steady]");
          mark.scrollIntoView({ block: "center" });
          const box = mark.getBoundingClientRect();
          return JSON.stringify([box.left + box.width / 2, box.top + box.height / 2]);
        })()\
        """;
    JsonArray at = JsonParser.parseString(browser().evaluate(box).getAsString()).getAsJsonArray();
    browser().point(at.get(0).getAsDouble(), at.get(1).getAsDouble());
    assertThat(browser().evaluate("document.getElementById('tip').hidden").getAsBoolean())
        .isFalse();
    assertThat(browser().evaluate("document.getElementById('tip').innerText").getAsString())
        .contains("steady, block, 64 B")
        .contains("60 µs")
        .contains("1 M messages/s");
  }

  @Test
  void theLegendHidesAndShowsALine() throws Exception {
    String lines = "document.querySelectorAll('#charts .series[data-key=\"swift queue\"]').length";
    assertThat(number(lines)).isEqualTo(2 * MEASURES.size());
    browser().evaluate("document.querySelector('#legend button').click()");
    assertThat(number(lines)).isZero();
    browser().evaluate("document.querySelector('#legend button').click()");
    assertThat(number(lines)).isEqualTo(2 * MEASURES.size());
  }

  @Test
  void itIsReadableInBothColourSchemesAndOnPaper() throws Exception {
    for (String[] way :
        new String[][] {{"screen", "light"}, {"screen", "dark"}, {"print", "dark"}}) {
      browser().emulate(way[0], way[1]);
      double paper = lightness("body", "backgroundColor");
      boolean dark = way[0].equals("screen") && way[1].equals("dark");
      assertThat(paper < 0.5).as("dark background: %s", Arrays.asList(way)).isEqualTo(dark);
      for (String[] text :
          new String[][] {
            {"body", "color"}, {"figcaption", "color"}, {"#summary", "color"},
            {"#charts .axis text", "fill"}, {"#charts .label", "fill"}, {"td", "color"}
          }) {
        assertThat(contrast(paper, lightness(text[0], text[1])))
            .as("contrast of %s, %s", text[0], Arrays.asList(way))
            .isGreaterThan(4.5);
      }
      assertThat(browser().screenshot()).hasSizeGreaterThan(10_000);
    }
  }

  /** The relative luminance of a computed colour, 0 to 1. */
  private static double lightness(String selector, String property) throws Exception {
    String colour =
        browser()
            .evaluate(
                "getComputedStyle(document.querySelector('%s')).%s".formatted(selector, property))
            .getAsString();
    double[] channels =
        Arrays.stream(colour.replaceAll("[^0-9.,]", "").split(",", -1))
            .mapToDouble(Double::parseDouble)
            .map(c -> c / 255)
            .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
            .toArray();
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  @Test
  void aNarrowScreenNeedsNoScrollingSideways() throws Exception {
    browser().resize(360, 740);
    browser().open(page);
    assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
    assertThat(number("document.querySelectorAll('#charts figure').length"))
        .isEqualTo(2 * MEASURES.size());
    assertThat(browser().complaints()).isEmpty();
  }

  private static List<String> texts(String expression) throws Exception {
    JsonArray array =
        JsonParser.parseString(browser().evaluate(expression).getAsString()).getAsJsonArray();
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  private static long number(String expression) throws Exception {
    return browser().evaluate(expression).getAsLong();
  }
}
