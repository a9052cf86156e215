package dev.corral.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Chooses the Redis that {@link RedisExtension} gives to the parameters of a test class, of one
 * parameter if it stands there, and activates the extension.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.PARAMETER})
@ExtendWith(RedisExtension.class)
public @interface WithRedis {

  /** The shape of the deployment. */
  RedisDeployment value() default RedisDeployment.STANDALONE;
}
