package dev.corral.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The other end of {@link ChildJvm}: reads calls from standard input, answers on standard output,
 * which ordinary output shares. Calls run concurrently. When its input ends, the parent is gone and
 * so is this JVM, at the latest a few seconds later.
 */
final class ChildMain {

  private static final long START_ID = 0;
  private static final long CLOSE_MILLIS = 5_000;

  private final NodeTask task;
  private final OutputStream out;
  private final ExecutorService pool =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "node-call");
            thread.setDaemon(true);
            return thread;
          });

  private ChildMain(NodeTask task, OutputStream out) {
    this.task = task;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    InputStream in = System.in;
    System.setIn(InputStream.nullInputStream());
    OutputStream out = new WholeWrites(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(out, true, UTF_8));
    NodeTask task;
    try {
      task = newTask(args[0]);
      task.start(List.of(args).subList(1, args.length));
    } catch (Throwable e) {
      write(out, Frame.of(START_ID, Frame.Kind.FAILURE, trace(e)));
      System.exit(1);
      return;
    }
    write(out, Frame.of(START_ID, Frame.Kind.ANSWER, ""));
    new ChildMain(task, out).serve(in);
  }

  private static NodeTask newTask(String name) throws ReflectiveOperationException {
    var constructor = Class.forName(name).asSubclass(NodeTask.class).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private void serve(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Frame frame = Frame.parse(line.substring(Frame.MARKER.length()));
      if (frame.kind() == Frame.Kind.CLOSE) {
        end(frame.id());
        return;
      }
      pool.execute(() -> answer(frame));
    }
    end(-1);
  }

  private void answer(Frame call) {
    Frame answer;
    try {
      List<String> texts = call.texts();
      String text = task.handle(texts.get(0), texts.subList(1, texts.size()));
      answer = Frame.of(call.id(), Frame.Kind.ANSWER, text);
    } catch (Throwable e) {
      answer = Frame.of(call.id(), Frame.Kind.FAILURE, trace(e));
    }
    write(out, answer);
  }

  /** Closes the task and ends this JVM; a close that hangs does not keep it alive. */
  private void end(long id) {
    Threads.daemon(
        "halt",
        () -> {
          Await.pause(CLOSE_MILLIS);
          Runtime.getRuntime().halt(2);
        });
    try {
      task.close();
      write(out, Frame.of(id, Frame.Kind.ANSWER, ""));
    } catch (Throwable e) {
      write(out, Frame.of(id, Frame.Kind.FAILURE, trace(e)));
    }
    System.exit(0);
  }

  private static void write(OutputStream out, Frame frame) {
    try {
      out.write((frame.toLine() + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  /** Keeps what is written in one call together. */
  private static final class WholeWrites extends OutputStream {
    private final OutputStream target;

    private WholeWrites(OutputStream target) {
      this.target = target;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      target.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
    }
  }
}
