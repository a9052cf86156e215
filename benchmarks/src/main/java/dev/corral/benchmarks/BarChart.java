package dev.corral.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Groups of bars with their figures, as an SVG file. */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 340;
  private static final int TOP = 70;
  private static final int BOTTOM = 300;
  private static final int LEFT = 20;

  /** Of the width of a group, what its bars take. */
  private static final double FILLED = 0.85;

  private final String title;
  private final Map<String, Map<String, Double>> groups = new LinkedHashMap<>();
  private final Map<String, String> colours = new LinkedHashMap<>();

  BarChart(String title) {
    this.title = title;
  }

  void add(String group, String series, String colour, double figure) {
    groups.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(series, figure);
    colours.put(series, colour);
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, svg());
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"11\">",
        WIDTH,
        HEIGHT);
    line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    line(svg, "<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, title);
    int x = LEFT;
    for (Map.Entry<String, String> series : colours.entrySet()) {
      line(
          svg,
          "<rect x=\"%d\" y=\"38\" width=\"11\" height=\"11\" fill=\"%s\"/>",
          x,
          series.getValue());
      line(svg, "<text x=\"%d\" y=\"48\">%s</text>", x + 16, series.getKey());
      x += 150;
    }
    double highest =
        groups.values().stream()
            .flatMap(group -> group.values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    double width = (WIDTH - 2.0 * LEFT) / Math.max(1, groups.size());
    int number = 0;
    for (Map.Entry<String, Map<String, Double>> group : groups.entrySet()) {
      double left = LEFT + number++ * width;
      bars(svg, group.getValue(), left, width * FILLED / colours.size(), highest);
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          left + width * FILLED / 2,
          BOTTOM + 18,
          group.getKey());
    }
    return svg.append("</svg>\n").toString();
  }

  private void bars(
      StringBuilder svg, Map<String, Double> figures, double left, double width, double highest) {
    double x = left;
    for (Map.Entry<String, String> series : colours.entrySet()) {
      Double figure = figures.get(series.getKey());
      if (figure != null) {
        double height = figure / highest * (BOTTOM - TOP);
        line(
            svg,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
            x,
            BOTTOM - height,
            width - 2,
            height,
            series.getValue());
        line(
            svg,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"9\">%.0f</text>",
            x + width / 2 - 1,
            BOTTOM - height - 4,
            figure);
      }
      x += width;
    }
  }

  private static void line(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
