package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.CodecFactory;
import dev.corral.codec.Encoded;
import dev.corral.codec.JavaSerializationCodecFactory;
import dev.corral.codec.KryoCodecFactory;
import dev.corral.codec.Purpose;
import dev.corral.codec.SchemaMismatchException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two versions of a class, each in a class loader of its own, as in a rolling deployment. */
@SuppressWarnings({"UnusedVariable", "BanSerializableRead"})
class SchemaChangeTest {

  private static final String HEAD = "import java.util.*; import java.io.Serializable;\n";
  private static final String BASE =
      HEAD
          + "public class V implements Serializable { public int a = 1; String b = \"x\";"
          + " List<Part> parts = new ArrayList<>(List.of(new Part())); Color color = Color.RED;"
          + " Fin fin = new Fin(3); Open open = new Open(); Fin[] fins = {new Fin(4)};"
          + " public String toString() { return \"\" + a + b + parts + color + fin + open; } }\n"
          + "class Part implements Serializable { int p = 2; public String toString() { return"
          + " \"p\" + p; } }\n"
          + "record Fin(int f) implements Serializable {}\n"
          + "class Open extends Sup implements Serializable { int o = 5; public String toString() {"
          + " return \"o\" + o + s; } }\n"
          + "class Sup implements Serializable { int s = 6; }\n"
          + "enum Color { RED, GREEN }\n";

  @TempDir Path folder;

  static Stream<Arguments> changes() {
    return Stream.of(
        change("field added", "public int a = 1;", "public int a = 1; int added;", "V"),
        change("field removed", "String b = \"x\";", "static String b = \"x\";", "V"),
        change("field type changed", "public int a = 1;", "public long a = 1;", "V"),
        change(
            "field renamed", "String b = \"x\"", "String b() { return c; } String c = \"x\"", "V"),
        change(
            "type argument changed",
            "List<Part> parts = new ArrayList<>(List.of(new Part()))",
            "List<Object> parts = new ArrayList<>(List.of(new Part()))",
            "V"),
        change("field made transient", "String b =", "transient String b =", "V"),
        change("nested class changed", "int p = 2;", "int p = 2; int q;", "Part"),
        change("record in a final field changed", "Fin(int f)", "Fin(long f)", "V"),
        change("class of an open field changed", "int o = 5;", "int o = 5; int u;", "Open"),
        change("superclass changed", "int s = 6;", "int s = 6; int u;", "Open"),
        change("enum constant removed", "RED, GREEN", "RED", "V"));
  }

  private static Arguments change(String what, String from, String to, String className) {
    return Arguments.of(what, from, to, className);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void changedClass_isAMismatch(String what, String from, String to, String className)
      throws Exception {
    String changed =
        BASE.replace(from, to).replace("+ b +", what.contains("renamed") ? "+" : "+ b +");
    assertThat(changed).isNotEqualTo(BASE);
    Class<?> before = compile("before", BASE);
    Class<?> after = compile("after", changed);
    Encoded encoded = kryo(before).encode(before.getConstructor().newInstance());
    assertThatThrownBy(() -> kryo(after).decode(encoded))
        .isInstanceOfSatisfying(
            SchemaMismatchException.class, e -> assertThat(e.className()).isEqualTo(className));
    if (className.equals("V")) {
      assertThat(new Schemas().fingerprint(after)).isNotEqualTo(encoded.fingerprint());
    }
  }

  @Test
  void unchangedClass_isReadInTheOtherLoader() throws Exception {
    Class<?> before = compile("before", BASE);
    // Methods, constants, the order of fields and of enum constants are not part of the layout.
    Class<?> after =
        compile(
            "after",
            BASE.replace(
                    "public int a = 1; String b = \"x\";", "String b = \"x\"; public int a = 1;")
                .replace("RED, GREEN", "GREEN, RED; static final int X = 1; void m() {}"));
    Object value = before.getConstructor().newInstance();
    Encoded encoded = kryo(before).encode(value);
    Object copy = kryo(after).decode(encoded);
    assertThat(copy).isInstanceOf(after).hasToString(value.toString());
    assertThat(kryo(after).encode(copy).fingerprint()).isEqualTo(encoded.fingerprint());
  }

  @Test
  void classThatIsGone_isAMismatch() throws Exception {
    Class<?> before = compile("before", BASE);
    Class<?> other = compile("other", BASE.replace("Part", "Piece").replace("V ", "V "));
    Encoded encoded = kryo(before, "Part").encode(instance(before, "Part"));
    assertThatThrownBy(() -> kryo(other, "Part").decode(encoded))
        .isInstanceOf(SchemaMismatchException.class);
  }

  @Test
  void javaSerialization_reportsAnotherSerialVersionAsMismatch() throws Exception {
    Class<?> before = compile("before", BASE);
    Class<?> after = compile("after", BASE.replace("int p = 2;", "int p = 2; public int q;"));
    CodecFactory java = new JavaSerializationCodecFactory();
    Encoded encoded = java.create(context(before)).encode(before.getConstructor().newInstance());
    assertThatThrownBy(() -> java.create(context(after)).decode(encoded))
        .isInstanceOfSatisfying(
            SchemaMismatchException.class, e -> assertThat(e.className()).isEqualTo("Part"));
  }

  private static Object instance(Class<?> sibling, String name) throws Exception {
    var constructor = sibling.getClassLoader().loadClass(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static Codec kryo(Class<?> type, String... allow) {
    return new KryoCodecFactory().create(context(type, allow));
  }

  private static CodecContext context(Class<?> type, String... allow) {
    return new CodecContext(
        "books", type.getClassLoader(), Object.class, type, List.of(allow), Purpose.VALUE);
  }

  private Class<?> compile(String version, String source) throws Exception {
    Path target = Files.createDirectories(folder.resolve(version));
    Path file = Files.writeString(target.resolve("V.java"), source);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-nowarn", "-d", target.toString(), file.toString());
    assertThat(result).isZero();
    return loader(target).loadClass("V");
  }

  private static ClassLoader loader(Path folder) throws MalformedURLException, IOException {
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }
}
