package dev.corral.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
class Author {
  @Id long id;
  String name = "";
  @Embedded Address address = new Address();

  @OneToMany(mappedBy = "author")
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
  List<Book> books = new ArrayList<>();

  Author() {}

  Author(long id, String name) {
    this.id = id;
    this.name = name;
    this.address = new Address("Bern", "CH");
  }
}
