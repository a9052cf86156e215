package dev.corral.annotations;

import org.jsr107.tck.annotation.InterceptionUsingDefaultCacheNameTest;

/** The TCK's test, on a bean of Micronaut. */
public class TckInterceptionUsingDefaultCacheNameTest
    extends InterceptionUsingDefaultCacheNameTest {}
