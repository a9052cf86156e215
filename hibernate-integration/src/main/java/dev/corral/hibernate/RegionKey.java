package dev.corral.hibernate;

import java.io.Serializable;
import java.util.Arrays;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * What an entry is stored under: Hibernate's key without the hash code that it carries, which is
 * not the same in each JVM where an identifier has an enum in it.
 *
 * @param kind 'e' by identifier, 'n' by natural id, 't' a table, 'f' the region's {@link Floor},
 *     'o' anything else
 * @param role the name of the entity or the role of the collection; empty where there is none
 * @param tenant the tenant, null where there is none
 * @param id an identifier, a natural id, a name or any key
 */
record RegionKey(char kind, String role, @Nullable String tenant, Object id)
    implements Serializable {

  static final RegionKey FLOOR = new RegionKey('f', "", null, "floor");

  /** The key for one of Hibernate's. */
  static RegionKey of(Object key) {
    if (key instanceof BasicCacheKeyImplementation basic) {
      return new RegionKey('e', basic.getEntityOrRoleName(), null, stable(basic.getId()));
    }
    if (key instanceof CacheKeyImplementation full) {
      return new RegionKey(
          'e', full.getEntityOrRoleName(), full.getTenantId(), stable(full.getId()));
    }
    if (key instanceof NaturalIdCacheKey natural) {
      return new RegionKey(
          'n',
          natural.getEntityName(),
          natural.getTenantId(),
          stable(natural.getNaturalIdValues()));
    }
    return new RegionKey('o', "", null, key);
  }

  static RegionKey ofTable(Object space) {
    return new RegionKey('t', "", null, space);
  }

  /** Arrays are equal by identity, lists by their elements. */
  private static Object stable(Object id) {
    if (id instanceof Object[] parts) {
      Object[] copy = new Object[parts.length];
      for (int i = 0; i < parts.length; i++) {
        copy[i] = parts[i] instanceof Object[] nested ? stable(nested) : parts[i];
      }
      return Arrays.asList(copy);
    }
    return id;
  }
}
