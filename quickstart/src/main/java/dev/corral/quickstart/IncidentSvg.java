package dev.corral.quickstart;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Draws incidents: a row for each, loads over time on the left, callers waiting on the right. */
record IncidentSvg(List<Incident> incidents) {
  private static final int WIDTH = 860;
  private static final int LEFT = 150;
  private static final int PLOT = 330;
  private static final int GAP = 30;
  private static final int TOP = 64;
  private static final int ROW = 96;
  private static final int HIGH = 60;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .head { font-weight: 600; }
        .note { font-size: 11px; fill: #656d76; }
        .axis { stroke: #d0d7de; }
        .loads { fill: #cf222e; }
        .waiting { fill: #0969da; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .note { fill: #8d96a0; }
          .axis { stroke: #3d444d; }
          .loads { fill: #ff7b72; }
          .waiting { fill: #58a6ff; }
        }
      </style>
      """;

  @Override
  public String toString() {
    int height = TOP + ROW * incidents.size() + 12;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"Database loads and waiting callers when a hot entry expires\">%n",
            WIDTH,
            height));
    svg.append(STYLE);
    text(svg, LEFT, 22, "head", "Database loads per 100 ms");
    text(svg, LEFT + PLOT + GAP, 22, "head", "Callers waiting");
    text(svg, LEFT, 40, "note", "a product that 180 threads on 3 JVMs want expires after 1 s");
    text(svg, LEFT + PLOT + GAP, 40, "note", "for 100 ms or longer");
    int loads = highest(Incident::loadsOverTime);
    int waiting = highest(Incident::waitingOverTime);
    for (int i = 0; i < incidents.size(); i++) {
      Incident incident = incidents.get(i);
      int base = TOP + ROW * i + HIGH;
      Latencies latencies = incident.latencies();
      text(svg, 8, base - 38, "head", incident.line().title());
      text(svg, 8, base - 20, "note", incident.loads().size() + " loads");
      text(svg, 8, base - 5, "note", "p99 " + Latencies.show(latencies.percentile(99)));
      text(svg, 8, base + 10, "note", "slowest " + Latencies.show(latencies.percentile(100)));
      bars(svg, LEFT, base, "loads", incident.loadsOverTime(), loads);
      bars(svg, LEFT + PLOT + GAP, base, "waiting", incident.waitingOverTime(), waiting);
    }
    return svg.append("</svg>\n").toString();
  }

  private int highest(Function<Incident, int[]> series) {
    return incidents.stream().map(series).flatMapToInt(Arrays::stream).max().orElse(0);
  }

  private static void bars(
      StringBuilder svg, int left, int base, String kind, int[] values, int highest) {
    double step = (double) PLOT / values.length;
    int peak = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > values[peak]) {
        peak = i;
      }
      if (values[i] > 0) {
        double height = Math.max(2, (double) HIGH * values[i] / highest);
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                kind,
                left + step * i + 1,
                base - height,
                step - 2,
                height));
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
            left,
            base,
            left + PLOT,
            base));
    text(svg, left, base + 14, "note", "0 s");
    text(
        svg,
        left + PLOT - 16,
        base + 14,
        "note",
        values.length * Incident.BUCKET_MILLIS / 1000 + " s");
    if (values[peak] > 0) {
      double y = base - Math.max(2, (double) HIGH * values[peak] / highest) - 4;
      text(svg, (int) (left + step * peak), (int) y, "note", Integer.toString(values[peak]));
    }
  }

  private static void text(StringBuilder svg, int x, int y, String kind, String text) {
    svg.append(
        String.format(
            Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", kind, x, y, text));
  }
}
