package dev.corral.annotations;

import org.jsr107.tck.annotation.InterceptionCacheNameOnEachMethodTest;

/** The TCK's test, on a bean of Micronaut. */
public class TckInterceptionCacheNameOnEachMethodTest
    extends InterceptionCacheNameOnEachMethodTest {}
