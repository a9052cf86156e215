package dev.corral.benchmarks;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** What {@link HibernateNode} reads and changes. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Article {
  @Id private long id;

  @Column(length = 400)
  private String text = "";

  private long reads;

  Article() {}

  Article(long id) {
    this.id = id;
    this.text = ("Text of article " + id + ". ").repeat(10);
  }

  int length() {
    return text.length();
  }

  long count() {
    return ++reads;
  }
}
