package dev.corral.example;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.jspecify.annotations.Nullable;

/** What a customer thinks of a product. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Review {
  @Id private long id;
  private int stars;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Product product;

  /** For Hibernate. */
  Review() {}

  Review(long id, int stars, Product product) {
    this.id = id;
    this.stars = stars;
    this.product = product;
  }

  long id() {
    return id;
  }

  @Nullable Product product() {
    return product;
  }

  int stars() {
    return stars;
  }
}
