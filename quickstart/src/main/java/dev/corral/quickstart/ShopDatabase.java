package dev.corral.quickstart;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A shop in an H2 database: products, what sellers ask for them, and reviews. Thread-safe; each
 * query has a connection of its own.
 */
final class ShopDatabase implements AutoCloseable {
  static final int PRODUCTS = 10_000;
  static final int REVIEWS = 100_000;
  private static final String URL = "jdbc:h2:mem:shop;DB_CLOSE_ON_EXIT=FALSE";

  private static final String[] SET_UP = {
    "CREATE TABLE product (id BIGINT PRIMARY KEY, name VARCHAR, category INT)",
    "CREATE TABLE offer (product BIGINT, seller INT, price DECIMAL(9, 2))",
    "CREATE TABLE review (product BIGINT, stars INT)",
    "INSERT INTO product SELECT x, 'Product ' || x, MOD(x, 100) FROM SYSTEM_RANGE(1, 10000)",
    "INSERT INTO offer SELECT 1 + MOD(x, 10000), x / 10000, 5 + MOD(x * 7919, 99500) / 100.0"
        + " FROM SYSTEM_RANGE(0, 29999)",
    "INSERT INTO review SELECT 1 + MOD(x, 10000), 1 + MOD(x * 2654435761 / 65536, 5)"
        + " FROM SYSTEM_RANGE(0, 99999)",
    "CREATE INDEX product_category ON product (category)",
    "CREATE INDEX offer_product ON offer (product)",
    "CREATE INDEX review_product ON review (product)",
    "ANALYZE"
  };

  /** The page of one product; its rank costs the average rating of its whole category. */
  private static final String PAGE =
      """
      WITH rated AS (
        SELECT p.id, p.name, COUNT(*) AS reviews, AVG(CAST(r.stars AS DECIMAL(9, 4))) AS rating
        FROM product p JOIN review r ON r.product = p.id
        WHERE p.category = (SELECT category FROM product WHERE id = ?)
        GROUP BY p.id, p.name)
      SELECT me.id, me.name, (SELECT MIN(price) FROM offer WHERE product = me.id) AS price,
             me.reviews, CAST(me.rating AS DECIMAL(3, 2)) AS rating,
             1 + (SELECT COUNT(*) FROM rated better WHERE better.rating > me.rating) AS place
      FROM rated me WHERE me.id = ?
      """;

  private final Connection open;
  private final AtomicLong queries = new AtomicLong();

  ShopDatabase() throws SQLException {
    open = DriverManager.getConnection(URL);
    try (Statement statement = open.createStatement()) {
      for (String step : SET_UP) {
        statement.execute(step);
      }
    }
  }

  /** How many pages were queried so far. */
  long queries() {
    return queries.get();
  }

  /** The page of a product, or null if there is no such product. */
  @Nullable ProductPage page(long id) {
    queries.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(URL);
        PreparedStatement query = connection.prepareStatement(PAGE)) {
      query.setLong(1, id);
      query.setLong(2, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new ProductPage(
                row.getLong("id"),
                row.getString("name"),
                row.getBigDecimal("price"),
                row.getLong("reviews"),
                row.getBigDecimal("rating"),
                row.getLong("place"))
            : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The page of product " + id + " can't be queried", e);
    }
  }

  @Override
  public void close() throws SQLException {
    open.close();
  }
}
