/**
 * Corral as second-level cache of Hibernate ORM: {@link dev.corral.hibernate.CorralRegionFactory}
 * is what an application names; all else is its machinery. Depends on Hibernate's cache SPI and on
 * Corral's public API, on nothing internal of either.
 */
@NullMarked
package dev.corral.hibernate;

import org.jspecify.annotations.NullMarked;
