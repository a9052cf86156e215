package dev.corral.annotations;

import org.jsr107.tck.annotation.InterceptionUsingCacheConfigTest;

/** The TCK's test, on a bean of Micronaut. */
public class TckInterceptionUsingCacheConfigTest extends InterceptionUsingCacheConfigTest {}
