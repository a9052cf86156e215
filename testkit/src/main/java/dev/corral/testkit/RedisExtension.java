package dev.corral.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a running Redis to parameters of test methods, life-cycle methods and constructors.
 *
 * <p>A parameter of type {@link RedisCluster} or {@link RedisSentinels} needs nothing else; {@link
 * RedisServer} is the standalone server, or the TLS one if {@link WithRedis} says so; {@link
 * RedisDeploymentHandle} is what {@link WithRedis} at the parameter, else at the class, says, else
 * the standalone server. The deployments are shared by all test classes of the JVM, emptied before
 * each class that uses the extension, and closed at the end of the test run. Test classes that run
 * concurrently must therefore not share one shape.
 */
public final class RedisExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    SharedDeployments.flushRunning();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return RedisDeploymentHandle.class.isAssignableFrom(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    RedisDeployment deployment = deploymentFor(type, parameter, context);
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            AutoCloseable.class, key -> (AutoCloseable) SharedDeployments::closeAll);
    RedisDeploymentHandle handle = deployment.shared();
    if (!type.isInstance(handle)) {
      throw new ParameterResolutionException(
          "@WithRedis(" + deployment + ") gives no " + type.getSimpleName());
    }
    return handle;
  }

  private static RedisDeployment deploymentFor(
      Class<?> type, ParameterContext parameter, ExtensionContext context) {
    if (type == RedisCluster.class) {
      return RedisDeployment.CLUSTER;
    }
    if (type == RedisSentinels.class) {
      return RedisDeployment.SENTINEL;
    }
    return parameter
        .findAnnotation(WithRedis.class)
        .or(() -> ofClass(context.getRequiredTestClass()))
        .map(WithRedis::value)
        .filter(chosen -> type != RedisServer.class || chosen == RedisDeployment.TLS)
        .orElse(RedisDeployment.STANDALONE);
  }

  private static Optional<WithRedis> ofClass(Class<?> testClass) {
    for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
      WithRedis annotation = type.getAnnotation(WithRedis.class);
      if (annotation != null) {
        return Optional.of(annotation);
      }
    }
    return Optional.empty();
  }
}
