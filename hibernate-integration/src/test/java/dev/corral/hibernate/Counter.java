package dev.corral.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** What is counted, so that older and newer states can be told apart; without a version. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Counter {
  @Id long id;
  long number;

  Counter() {}

  Counter(long id) {
    this.id = id;
  }
}
