package dev.corral.quickstart;

import java.math.BigDecimal;

/**
 * What the shop shows of a product.
 *
 * @param id of the product
 * @param name of the product
 * @param price the lowest of all sellers
 * @param reviews how many there are
 * @param rating their average, 1 to 5
 * @param rank the place in its category, by rating
 */
record ProductPage(
    long id, String name, BigDecimal price, long reviews, BigDecimal rating, long rank) {

  ProductPage withPrice(BigDecimal newPrice) {
    return new ProductPage(id, name, newPrice, reviews, rating, rank);
  }
}
