package dev.corral.hibernate;

import jakarta.persistence.Embeddable;

@Embeddable
class Address {
  String city = "";
  String country = "";

  Address() {}

  Address(String city, String country) {
    this.city = city;
    this.country = country;
  }
}
