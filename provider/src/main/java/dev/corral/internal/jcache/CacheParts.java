package dev.corral.internal.jcache;

import dev.corral.CorralConfiguration;
import dev.corral.EntryLifetime;
import dev.corral.Tagger;
import dev.corral.codec.Codec;
import dev.corral.codec.CodecContext;
import dev.corral.codec.CodecFactory;
import dev.corral.codec.JavaSerializationCodecFactory;
import dev.corral.codec.KryoCodecFactory;
import dev.corral.codec.Purpose;
import dev.corral.internal.codec.Compressor;
import dev.corral.internal.codec.KeyCodec;
import dev.corral.internal.codec.ValueCodec;
import dev.corral.internal.config.CacheSettings;
import dev.corral.internal.engine.CacheContext;
import dev.corral.internal.engine.Freshness;
import dev.corral.internal.engine.LoadPolicy;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/** Makes the parts of a cache that its configuration names. */
final class CacheParts {
  private CacheParts() {}

  static CacheContext.Codecs codecs(
      String cacheName,
      CorralConfiguration<?, ?> configuration,
      CacheSettings settings,
      ClassLoader loader) {
    CodecFactory factory = codecFactory(cacheName, settings.codec(), loader);
    CodecContext keys =
        new CodecContext(
            cacheName,
            loader,
            configuration.getKeyType(),
            configuration.getValueType(),
            settings.allow(),
            Purpose.KEY);
    CodecContext values =
        new CodecContext(
            cacheName,
            loader,
            configuration.getKeyType(),
            configuration.getValueType(),
            settings.allow(),
            Purpose.VALUE);
    Codec keyCodec = factory.create(keys);
    return new CacheContext.Codecs(
        new KeyCodec(keys, keyCodec),
        new ValueCodec(cacheName, factory.create(values), compressor(cacheName, settings)),
        configuration.getValueType());
  }

  private static Compressor compressor(String cacheName, CacheSettings settings) {
    if (settings.compressFrom().isEmpty()) {
      return Compressor.none();
    }
    try {
      return Compressor.from(settings.compressFrom().getAsInt());
    } catch (IllegalStateException e) {
      throw new CacheException(
          "compress-from is set for cache '" + cacheName + "': " + e.getMessage(), e);
    }
  }

  private static CodecFactory codecFactory(String cacheName, String codec, ClassLoader loader) {
    return switch (codec) {
      case "kryo" -> new KryoCodecFactory();
      case "java" -> new JavaSerializationCodecFactory();
      default -> {
        try {
          yield Class.forName(codec, true, loader)
              .asSubclass(CodecFactory.class)
              .getDeclaredConstructor()
              .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
          throw new CacheException(
              "The codec '"
                  + codec
                  + "' of cache '"
                  + cacheName
                  + "' is neither kryo, java nor the name of a CodecFactory with a public"
                  + " constructor without parameters",
              e);
        }
      }
    };
  }

  static <K, V> CacheContext.UserCode<K, V> userCode(
      String cacheName, CorralConfiguration<K, V> configuration, CacheSettings settings) {
    Factory<CacheLoader<K, V>> loaders = configuration.getCacheLoaderFactory();
    Factory<CacheWriter<? super K, ? super V>> writers = configuration.getCacheWriterFactory();
    Closeables created = new Closeables();
    try {
      CacheLoader<K, V> loader = loaders == null ? null : loaders.create();
      created.add(loader);
      CacheWriter<? super K, ? super V> writer =
          configuration.isWriteThrough() && writers != null ? writers.create() : null;
      created.add(writer);
      ExpiryPolicy expiry = configuration.getExpiryPolicyFactory().create();
      created.add(expiry);
      EntryLifetime<? super K, ? super V> perEntry =
          configuration.entryLifetimeFactory().isPresent()
              ? configuration.entryLifetimeFactory().get().create()
              : null;
      created.add(perEntry);
      Tagger<? super K, ? super V> tagger =
          configuration.taggerFactory().isPresent()
              ? configuration.taggerFactory().get().create()
              : null;
      return new CacheContext.UserCode<>(
          loader == null ? null : new LoaderGate<>(cacheName, loader, settings.lockWait()),
          configuration.isReadThrough(),
          writer,
          new CacheContext.Lifetimes<>(expiry, perEntry, settings.jitter()),
          tagger);
    } catch (RuntimeException e) {
      Closeables.closeAfter(e, () -> created.close("what the factories made"));
      throw e;
    }
  }

  static LoadPolicy loadPolicy(CacheSettings settings) {
    return new LoadPolicy(
        settings.loadScope(),
        settings.loadLease(),
        settings.loadWait(),
        new LoadPolicy.Timeouts(settings.loadTimeout(), settings.softLoadTimeout()),
        new Freshness(
            settings.earlyExpiryBeta(),
            settings.staleWhileRevalidate(),
            settings.staleIfError(),
            settings.staleRetry()),
        settings.nullLifetime().orElse(null));
  }
}
