package dev.corral.quickstart;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import org.h2.jdbcx.JdbcConnectionPool;

/** Loads what the slow database says of a product. Thread-safe. */
final class HotProduct implements CacheLoader<Long, String> {
  private final JdbcConnectionPool pool;

  /** Opens all the connections that there will be, so that opening them delays no load. */
  HotProduct(String url, int connections) throws SQLException {
    pool = JdbcConnectionPool.create(url, "sa", "");
    pool.setMaxConnections(connections);
    List<Connection> opened = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      opened.add(pool.getConnection());
    }
    for (Connection connection : opened) {
      connection.close();
    }
  }

  @Override
  public String load(Long id) {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT name, disk() FROM product WHERE id = ?")) {
      query.setLong(1, id);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Product " + id + " can't be queried", e);
    }
  }

  @Override
  public Map<Long, String> loadAll(Iterable<? extends Long> ids) {
    Map<Long, String> products = new HashMap<>();
    ids.forEach(id -> products.put(id, load(id)));
    return products;
  }
}
