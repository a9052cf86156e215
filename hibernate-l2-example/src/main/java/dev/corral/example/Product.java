package dev.corral.example;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.jspecify.annotations.Nullable;

/** What the shop sells. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@NaturalIdCache
class Product {
  @Id private long id;
  @Version private int version;
  @NaturalId private String number = "";
  private String name = "";
  private long cents;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Category category;

  @OneToMany(mappedBy = "product")
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
  private List<Review> reviews = new ArrayList<>();

  /** For Hibernate. */
  Product() {}

  Product(long id, String number, long cents, Category category) {
    this.id = id;
    this.number = number;
    this.name = "Product";
    this.cents = cents;
    this.category = category;
  }

  long id() {
    return id;
  }

  String name() {
    return name + " " + number + ", version " + version;
  }

  long cents() {
    return cents;
  }

  void costs(long newCents) {
    cents = newCents;
  }

  String categoryName() {
    return category == null ? "" : category.name();
  }

  double stars() {
    return reviews.stream().mapToInt(Review::stars).average().orElse(0);
  }

  Review reviewed(long reviewId, int stars) {
    Review review = new Review(reviewId, stars, this);
    reviews.add(review);
    return review;
  }
}
