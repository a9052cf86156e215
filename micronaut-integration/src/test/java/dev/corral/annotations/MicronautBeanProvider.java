package dev.corral.annotations;

import dev.corral.testkit.RedisDeployment;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import javax.cache.annotation.BeanProvider;

/** Gives the TCK its beans, made by Micronaut. */
public final class MicronautBeanProvider implements BeanProvider {
  private final ApplicationContext context =
      ApplicationContext.run(
          Map.of(
              "corral.uri",
              RedisDeployment.STANDALONE.shared().uri(),
              "corral.prefix",
              "tck:",
              "corral.dynamic-caches",
              true,
              "corral.defaults.allow",
              "domain.**"));

  @Override
  public <T> T getBeanByType(Class<T> beanClass) {
    return context.getBean(beanClass);
  }
}
