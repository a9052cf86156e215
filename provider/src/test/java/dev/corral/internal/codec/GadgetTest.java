package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.Codec;
import dev.corral.codec.Encoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that do something when they are deserialized are refused before they are initialised. */
@SuppressWarnings({"UnusedVariable", "BanSerializableRead"})
class GadgetTest {

  /** Set by {@link Trap}, outside of it so that looking does not initialise it. */
  static final List<String> SPRUNG = new ArrayList<>();

  static class Trap implements Serializable, Comparator<Object> {
    private static final long serialVersionUID = 1L;

    static {
      SPRUNG.add("static initialiser");
    }

    Trap() {
      SPRUNG.add("constructor");
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      SPRUNG.add("readObject");
    }

    @Override
    public int compare(Object a, Object b) {
      SPRUNG.add("compare");
      return 0;
    }
  }

  @BeforeEach
  void reset() {
    SPRUNG.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.commons.collections.functors.InvokerTransformer",
        "org.apache.commons.collections4.functors.InstantiateTransformer",
        "org.apache.commons.collections.map.LazyMap",
        "org.apache.commons.beanutils.BeanComparator",
        "org.codehaus.groovy.runtime.ConvertedClosure",
        "org.codehaus.groovy.runtime.MethodClosure",
        "org.springframework.beans.factory.ObjectFactory",
        "org.springframework.aop.framework.JdkDynamicAopProxy",
        "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
        "com.mchange.v2.c3p0.impl.PoolBackedDataSourceBase",
        "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
        "com.zaxxer.hikari.HikariConfig",
        "org.hibernate.engine.spi.TypedValue",
        "com.rometools.rome.feed.impl.ObjectBean",
        "bsh.XThis",
        "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
        "com.sun.rowset.JdbcRowSetImpl",
        "com.sun.jndi.rmi.registry.ReferenceWrapper",
        "javax.management.BadAttributeValueExpException",
        "javax.naming.InitialContext",
        "javax.script.ScriptEngineManager",
        "javax.swing.event.EventListenerList",
        "java.beans.EventHandler",
        "java.io.File",
        "java.io.FileOutputStream",
        "java.lang.Class",
        "java.lang.ClassLoader",
        "java.lang.Object",
        "java.lang.Process",
        "java.lang.ProcessBuilder",
        "java.lang.Runtime",
        "java.lang.Thread",
        "java.lang.reflect.Method",
        "java.lang.reflect.Proxy",
        "java.lang.invoke.SerializedLambda",
        "java.net.InetAddress",
        "java.net.URL",
        "java.net.URLClassLoader",
        "java.nio.file.Path",
        "java.rmi.server.UnicastRemoteObject",
        "java.rmi.server.RemoteObjectInvocationHandler",
        "java.security.SignedObject",
        "java.util.ServiceLoader",
        "java.util.CollSer",
        "java.util.Timer",
        "java.util.logging.FileHandler",
        "java.util.regex.Pattern",
        "jdk.internal.misc.Unsafe",
        "sun.misc.Unsafe",
        "sun.reflect.annotation.AnnotationInvocationHandler",
        "sun.rmi.server.UnicastRef",
        "[Ljava.net.URL;",
        "[[Ljava.lang.ProcessBuilder;",
        "[Lnonsense",
        "[X",
        "",
        "dev.corral.internal.codec.GadgetTest$Trap",
        "[Ldev.corral.internal.codec.GadgetTest$Trap;"
      })
  void className_inAKryoStream_isRefused(String name) {
    for (Codec codec : codecs()) {
      for (int id : new int[] {0, 1, -1}) {
        Encoded crafted = crafted(name, id);
        assertThatThrownBy(() -> codec.decode(crafted))
            .isInstanceOf(dev.corral.codec.CodecException.class)
            .satisfies(
                e -> {
                  if (id == 0) {
                    assertThat(e).isInstanceOf(ClassNotAllowedException.class);
                    assertThat(((ClassNotAllowedException) e).className()).isEqualTo(name);
                  }
                });
      }
    }
    assertThat(SPRUNG).isEmpty();
  }

  private static List<Codec> codecs() {
    return List.of(
        Codecs.kryo(Object.class),
        Codecs.kryoKeys(Object.class),
        Codecs.kryo(Shop.Order.class, "com.shop.**", "org.example.Thing"));
  }

  /** A root of the named class; a number other than 0 cannot come first. */
  private static Encoded crafted(String name, int id) {
    Output out = new Output(64, -1);
    out.writeByte(1);
    out.writeVarInt(id, true);
    out.writeString(name);
    out.writeInt(new Schemas().shortFingerprint(Object.class));
    out.writeBytes(new byte[40]);
    return new Encoded(0, out.toBytes());
  }

  @Test
  void comparatorOfASortedCollection_needsToBeAllowed() {
    Codec trusting = Codecs.kryo(Object.class, "dev.corral.internal.codec.*");
    PriorityQueue<String> queue = new PriorityQueue<>(new Trap());
    queue.addAll(List.of("a", "b"));
    TreeMap<String, String> map = new TreeMap<>(new Trap());
    map.put("a", "b");
    List<Encoded> written = List.of(trusting.encode(queue), trusting.encode(map));
    SPRUNG.clear();
    for (Encoded encoded : written) {
      assertThatThrownBy(() -> Codecs.kryo(Object.class).decode(encoded))
          .isInstanceOfSatisfying(
              ClassNotAllowedException.class,
              e -> assertThat(e.className()).isEqualTo(Trap.class.getName()));
    }
    assertThat(SPRUNG).isEmpty();
    assertThat(trusting.decode(written.get(0))).isInstanceOf(PriorityQueue.class);
    assertThat(SPRUNG).as("the trap does spring when it is allowed").isNotEmpty();
  }

  static Stream<Object> gadgets() throws Exception {
    PriorityQueue<String> queue = new PriorityQueue<>(new Trap());
    queue.addAll(List.of("a", "b"));
    return Stream.of(
        new Trap(),
        new Trap[] {new Trap()},
        new ArrayList<>(List.of(new Trap())),
        queue,
        new BadAttributeValueExpException("x"),
        new URL("http://localhost/"),
        new java.io.File("x"),
        java.net.InetAddress.getLoopbackAddress(),
        new Class<?>[] {Runtime.class},
        java.util.regex.Pattern.compile("x"),
        java.lang.reflect.Proxy.newProxyInstance(
            GadgetTest.class.getClassLoader(), new Class<?>[] {Comparator.class}, new Handler()));
  }

  private static final class Handler implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
      return method.getName().equals("toString") ? "proxy" : null;
    }
  }

  @ParameterizedTest
  @MethodSource("gadgets")
  void object_inAJavaStream_isRefused(Object gadget) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(gadget);
    }
    SPRUNG.clear();
    Encoded encoded = new Encoded(0, bytes.toByteArray());
    assertThatThrownBy(() -> Codecs.java(Object.class).decode(encoded))
        .isInstanceOf(ClassNotAllowedException.class);
    assertThatThrownBy(() -> Codecs.java(Object.class).encode(gadget))
        .isInstanceOf(ClassNotAllowedException.class);
    assertThat(SPRUNG).isEmpty();
  }
}
