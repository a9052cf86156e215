package dev.corral.micronaut;

import io.micronaut.aop.Around;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that the annotations of JSR-107 ({@code @CacheResult}, {@code @CachePut},
 * {@code @CacheRemove}, {@code @CacheRemoveAll}, {@code @CacheDefaults} and those of parameters)
 * hold for the methods of a bean. On the bean's class, or on the method of a factory that makes it.
 * Micronaut knows nothing of those annotations, and has to know when it compiles the bean.
 */
@Documented
@Around
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface JCacheAnnotated {}
