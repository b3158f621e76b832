import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Fails when a test was skipped that this machine should have run.
 *
 * <p>A skip is right only where a transport doesn't declare the trait that the test is about; the
 * conformance kit says so in the reason. Any other reason (no root, no gcc, no namespaces) means
 * that a check silently didn't happen. Arguments: the XML reports of the test run.
 */
final class CheckSkips {

  private static final Pattern RIGHT = Pattern.compile("\\btraits? .*not declared");

  private record Skip(String test, String reason) {}

  private CheckSkips() {}

  public static void main(String[] reports) throws Exception {
    int tests = 0;
    List<Skip> skips = new ArrayList<>();
    DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    for (String report : reports) {
      var cases = parser.parse(Path.of(report).toFile()).getElementsByTagName("testcase");
      tests += cases.getLength();
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        var skipped = test.getElementsByTagName("skipped");
        if (skipped.getLength() > 0) {
          skips.add(new Skip(name(test), reason((Element) skipped.item(0))));
        }
      }
    }
    List<Skip> wrong = skips.stream().filter(s -> !RIGHT.matcher(s.reason()).find()).toList();
    System.out.printf(
        "ci: %d tests in %d reports, %d skipped because a trait is not declared%n",
        tests - skips.size(), reports.length, skips.size() - wrong.size());
    if (tests == skips.size()) {
      System.out.println("ci: FAILED: no test ran");
      System.exit(1);
    }
    if (!wrong.isEmpty()) {
      System.out.println("ci: FAILED: skipped, though this machine should run them:");
      wrong.forEach(s -> System.out.println("  " + s.test() + ": " + s.reason()));
      System.exit(1);
    }
  }

  private static String name(Element test) {
    return test.getAttribute("classname") + " " + test.getAttribute("name");
  }

  /** An aborted test has its reason in the trace, before the first frame. */
  private static String reason(Element skipped) {
    String reason = skipped.getAttribute("message");
    if (reason.isEmpty()) {
      reason = skipped.getTextContent().split("\n\\s+at ", 2)[0];
    }
    return reason.isBlank() ? "no reason given" : reason.strip().replaceAll("\\s+", " ");
  }
}
