package dev.corral.hibernate;

import org.hibernate.cache.spi.access.SoftLock;

/**
 * What a transaction keeps of a lock that it took.
 *
 * @param id who holds it
 * @param placed whether it is in Redis; else a debt stands for it, see {@link Debts}
 */
record HeldLock(String id, boolean placed) implements SoftLock {}
