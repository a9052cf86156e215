/**
 * The codecs behind {@code dev.corral.codec}: which classes are allowed, how Kryo is kept within
 * those rules, and the text of keys. May depend on Kryo, {@code dev.corral.codec} and SLF4J.
 */
@NullMarked
package dev.corral.internal.codec;

import org.jspecify.annotations.NullMarked;
