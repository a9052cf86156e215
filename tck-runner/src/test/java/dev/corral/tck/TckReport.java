package dev.corral.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The outcome of one run of the TCK, read from surefire's XML reports.
 *
 * @param tests the tests that ran, as {@code class#method}
 */
record TckReport(List<String> tests, int failures, int errors, int skipped) {

  static TckReport read(Path folder)
      throws IOException, ParserConfigurationException, SAXException {
    List<String> tests = new ArrayList<>();
    int failures = 0;
    int errors = 0;
    int skipped = 0;
    for (Path file : xmlReports(folder)) {
      Element suite =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
      failures += Integer.parseInt(suite.getAttribute("failures"));
      errors += Integer.parseInt(suite.getAttribute("errors"));
      skipped += Integer.parseInt(suite.getAttribute("skipped"));
      NodeList cases = suite.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        tests.add(test.getAttribute("classname") + "#" + test.getAttribute("name"));
      }
    }
    return new TckReport(tests, failures, errors, skipped);
  }

  private static List<Path> xmlReports(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList();
    }
  }
}
