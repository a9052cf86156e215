/**
 * The near cache: entries in this JVM, kept right by the messages that every change publishes.
 * Depends on {@code store} for what a shard is; what the rules decide is pure.
 */
@NullMarked
package dev.corral.internal.near;

import org.jspecify.annotations.NullMarked;
