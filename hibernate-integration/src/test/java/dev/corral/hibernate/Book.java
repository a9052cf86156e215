package dev.corral.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.jspecify.annotations.Nullable;

@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@NaturalIdCache
class Book {
  @Id long id;
  @Version long version;
  @NaturalId String isbn = "";
  String title = "";
  @Enumerated Genre genre = Genre.NOVEL;
  BigDecimal price = BigDecimal.ONE;
  LocalDate published = LocalDate.EPOCH;

  @ManyToOne(fetch = FetchType.LAZY)
  @Nullable Author author;

  @ElementCollection
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
  Set<Genre> shelves = new HashSet<>();

  Book() {}

  Book(long id, String isbn, String title, @Nullable Author author) {
    this.id = id;
    this.isbn = isbn;
    this.title = title;
    this.author = author;
    if (author != null) {
      author.books.add(this);
    }
    shelves.add(Genre.POETRY);
  }
}
