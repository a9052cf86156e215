package dev.corral.quickstart;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The terminal: headings, lines, charts. Plain ASCII where the terminal may know no more. */
final class Console {
  private static final int CHART_WIDTH = 34;

  private final PrintStream out;
  private final boolean unicode;

  private Console(PrintStream out, boolean unicode) {
    this.out = out;
    this.unicode = unicode;
  }

  static Console ofThisProcess() {
    Charset charset = Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
    return new Console(new PrintStream(System.out, true, charset), charset.equals(UTF_8));
  }

  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  void heading(String text) {
    out.println();
    out.println(text);
    out.println((unicode ? "─" : "-").repeat(text.length()));
  }

  void line(String format, Object... values) {
    out.println("  " + String.format(java.util.Locale.ROOT, format, values));
  }

  void lines(List<String> lines) {
    lines.forEach(text -> out.println("  " + text));
  }

  /** Bars for values up to the longest. */
  Bars bars(long longest) {
    return unicode
        ? new Bars(longest, CHART_WIDTH, '█', '░')
        : new Bars(longest, CHART_WIDTH, '#', '.');
  }

  /** A row of columns for values up to the highest. */
  Sparkline sparkline(int highest) {
    return new Sparkline(highest, unicode ? "·▁▂▃▄▅▆▇█" : ".123456789");
  }

  /** One thing that was proved. */
  void proved(String text) {
    out.println("  " + (unicode ? "✓ " : "+ ") + text);
  }
}
