package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CorralConfigurationTest {

  private static MutableConfiguration<String, Integer> standard() {
    return new MutableConfiguration<String, Integer>()
        .setTypes(String.class, Integer.class)
        .setStoreByValue(false)
        .setReadThrough(true)
        .setWriteThrough(true)
        .setStatisticsEnabled(true)
        .setManagementEnabled(true)
        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR))
        .addCacheEntryListenerConfiguration(listener());
  }

  private static MutableCacheEntryListenerConfiguration<String, Integer> listener() {
    return new MutableCacheEntryListenerConfiguration<>(
        FactoryBuilder.factoryOf(SilentListener.class), null, true, false);
  }

  private static CorralConfiguration<String, Integer> full() {
    return CorralConfiguration.builder(standard())
        .shards(4)
        .codec("java")
        .allow("com.example.*")
        .lifetime(Duration.ofMinutes(1))
        .lifetimeFrom(LifetimeFrom.MODIFIED)
        .expiredGrace(Duration.ofSeconds(2))
        .listenerScope(ListenerScope.CLUSTER)
        .lockLease(Duration.ofSeconds(3))
        .lockWait(Duration.ofSeconds(4))
        .sweepInterval(Duration.ofSeconds(5))
        .loadScope(LoadScope.JVM)
        .loadLease(Duration.ofSeconds(6))
        .loadWait(Duration.ofSeconds(7))
        .loadTimeout(Duration.ofSeconds(8))
        .softLoadTimeout(Duration.ofSeconds(9))
        .earlyExpiryBeta(2.5)
        .staleWhileRevalidate(Duration.ofSeconds(10))
        .staleIfError(Duration.ofSeconds(11))
        .staleRetry(Duration.ofSeconds(12))
        .nullLifetime(Duration.ofSeconds(13))
        .cacheAside(true)
        .jitter(0.1)
        .nearMaxEntries(100)
        .nearMaxWeight(1000)
        .nearLifetime(Duration.ofSeconds(14))
        .nearCopy("share")
        .nearIgnoresAccess(true)
        .nearSource(InvalidationSource.TRACKING)
        .consistency(Consistency.CAUSAL)
        .stalenessBound(Duration.ofSeconds(15))
        .waitReplicas(2)
        .waitReplicasTimeout(Duration.ofSeconds(16))
        .entryLifetimeFactory(FactoryBuilder.factoryOf(LongLife.class))
        .taggerFactory(FactoryBuilder.factoryOf(ByLength.class))
        .build();
  }

  @Test
  void defaults_areThoseOfJsr107_andNoSettings() {
    CorralConfiguration<String, Integer> configuration =
        CorralConfiguration.builder(String.class, Integer.class).build();

    assertThat(new MutableConfiguration<>(configuration))
        .isEqualTo(
            new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    assertThat(configuration.getExpiryPolicyFactory()).isEqualTo(EternalExpiryPolicy.factoryOf());
    assertThat(configuration.settings()).isEmpty();
    assertThat(configuration.shards()).isEmpty();
    assertThat(configuration.allow()).isEmpty();
  }

  @Test
  void everySetting_isReadBack() {
    CorralConfiguration<String, Integer> full = full();

    assertThat(new MutableConfiguration<>(full)).isEqualTo(standard());
    assertThat(full.shards()).contains(4);
    assertThat(full.codec()).contains("java");
    assertThat(full.allow()).contains(List.of("com.example.*"));
    assertThat(full.lifetime()).contains(Duration.ofMinutes(1));
    assertThat(full.lifetimeFrom()).contains(LifetimeFrom.MODIFIED);
    assertThat(full.expiredGrace()).contains(Duration.ofSeconds(2));
    assertThat(full.listenerScope()).contains(ListenerScope.CLUSTER);
    assertThat(full.lockLease()).contains(Duration.ofSeconds(3));
    assertThat(full.lockWait()).contains(Duration.ofSeconds(4));
    assertThat(full.sweepInterval()).contains(Duration.ofSeconds(5));
    assertThat(full.loadScope()).contains(LoadScope.JVM);
    assertThat(full.loadLease()).contains(Duration.ofSeconds(6));
    assertThat(full.loadWait()).contains(Duration.ofSeconds(7));
    assertThat(full.loadTimeout()).contains(Duration.ofSeconds(8));
    assertThat(full.softLoadTimeout()).contains(Duration.ofSeconds(9));
    assertThat(full.earlyExpiryBeta()).contains(2.5);
    assertThat(full.staleWhileRevalidate()).contains(Duration.ofSeconds(10));
    assertThat(full.staleIfError()).contains(Duration.ofSeconds(11));
    assertThat(full.staleRetry()).contains(Duration.ofSeconds(12));
    assertThat(full.nullLifetime()).contains(Duration.ofSeconds(13));
    assertThat(full.cacheAside()).contains(true);
    assertThat(full.jitter()).contains(0.1);
    assertThat(full.nearMaxEntries()).contains(100);
    assertThat(full.nearMaxWeight()).contains(1000L);
    assertThat(full.nearLifetime()).contains(Duration.ofSeconds(14));
    assertThat(full.nearCopy()).contains("share");
    assertThat(full.nearIgnoresAccess()).contains(true);
    assertThat(full.nearSource()).contains(InvalidationSource.TRACKING);
    assertThat(full.consistency()).contains(Consistency.CAUSAL);
    assertThat(full.stalenessBound()).contains(Duration.ofSeconds(15));
    assertThat(full.waitReplicas()).contains(2);
    assertThat(full.waitReplicasTimeout()).contains(Duration.ofSeconds(16));
    assertThat(full.entryLifetimeFactory()).contains(FactoryBuilder.factoryOf(LongLife.class));
    assertThat(full.taggerFactory()).contains(FactoryBuilder.factoryOf(ByLength.class));
  }

  @Test
  void standardPart_isBuiltLikeJsr107s() {
    CorralConfiguration<String, Integer> built =
        CorralConfiguration.builder(String.class, Integer.class)
            .storeByValue(false)
            .readThrough(true)
            .writeThrough(true)
            .statisticsEnabled(true)
            .managementEnabled(true)
            .expiryPolicyFactory(
                CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_HOUR))
            .addListener(listener())
            .build();

    assertThat(new MutableConfiguration<>(built)).isEqualTo(standard());
  }

  @Test
  void copy_doesNotFollowItsSource() {
    MutableConfiguration<String, Integer> source = standard();
    MutableCacheEntryListenerConfiguration<String, Integer> listener = listener();
    MutableConfiguration<String, Integer> other =
        new MutableConfiguration<String, Integer>().addCacheEntryListenerConfiguration(listener);
    CorralConfiguration<String, Integer> copy = CorralConfiguration.from(source);
    CorralConfiguration<String, Integer> otherCopy = CorralConfiguration.from(other);

    source.setStatisticsEnabled(false).removeCacheEntryListenerConfiguration(listener());
    listener.setSynchronous(true);

    assertThat(new MutableConfiguration<>(copy)).isEqualTo(standard());
    assertThat(otherCopy.getCacheEntryListenerConfigurations())
        .singleElement()
        .matches(one -> !one.isSynchronous());
  }

  @Test
  void listeners_cannotBeChangedThroughTheConfiguration() {
    CorralConfiguration<String, Integer> configuration = CorralConfiguration.from(standard());

    CacheEntryListenerConfiguration<String, Integer> handedOut =
        configuration.getCacheEntryListenerConfigurations().iterator().next();
    ((MutableCacheEntryListenerConfiguration<String, Integer>) handedOut).setSynchronous(true);

    assertThat(configuration.getCacheEntryListenerConfigurations()).containsExactly(listener());
  }

  @Test
  void foreignListeners_keepTheirIdentity() {
    ForeignListener foreign = new ForeignListener();
    CorralConfiguration<String, Integer> configuration =
        CorralConfiguration.from(
            new MutableConfiguration<String, Integer>()
                .addCacheEntryListenerConfiguration(foreign));

    assertThat(configuration.getCacheEntryListenerConfigurations())
        .singleElement()
        .isSameAs(foreign);
    assertThat(
            configuration.toBuilder()
                .removeListener(foreign)
                .build()
                .getCacheEntryListenerConfigurations())
        .isEmpty();
  }

  @Test
  void bareConfiguration_isTakenWithTypesAndStoreByValue() {
    CorralConfiguration<String, Integer> configuration =
        CorralConfiguration.from(new BareConfiguration());

    assertThat(configuration.getKeyType()).isEqualTo(String.class);
    assertThat(configuration.getValueType()).isEqualTo(Integer.class);
    assertThat(configuration.isStoreByValue()).isFalse();
  }

  @Test
  void builder_canGoOn_withoutChangingWhatWasBuilt() {
    CorralConfigurationBuilder<String, Integer> builder =
        CorralConfiguration.builder(String.class, Integer.class).shards(1);
    CorralConfiguration<String, Integer> first = builder.build();
    CorralConfiguration<String, Integer> second = builder.shards(2).readThrough(true).build();

    assertThat(first.shards()).contains(1);
    assertThat(first.isReadThrough()).isFalse();
    assertThat(second.shards()).contains(2);
    assertThat(second.toBuilder().unset("shards").build().shards()).isEmpty();
  }

  @Test
  void lists_areCopied() {
    List<String> patterns = new ArrayList<>(List.of("a.*"));
    CorralConfiguration<String, Integer> configuration =
        CorralConfiguration.builder(String.class, Integer.class).setting("allow", patterns).build();
    patterns.add("b.*");

    assertThat(configuration.allow()).contains(List.of("a.*"));
  }

  @Test
  void settings_canBeGivenByNameAndAsText() {
    CorralConfiguration<String, Integer> configuration =
        CorralConfiguration.builder(String.class, Integer.class)
            .settings(
                Map.of(
                    "shards", "4",
                    "lifetime", "10m",
                    "lock-lease", Duration.ofSeconds(3),
                    "listener-scope", "cluster"))
            .build();

    assertThat(configuration.shards()).contains(4);
    assertThat(configuration.lifetime()).contains(Duration.ofMinutes(10));
    assertThat(configuration.lockLease()).contains(Duration.ofSeconds(3));
    assertThat(configuration.listenerScope()).contains(ListenerScope.CLUSTER);
    assertThat(
            CorralConfiguration.builder(String.class, Integer.class)
                .settings(full().settings())
                .build()
                .settings())
        .isEqualTo(full().settings());
  }

  @Test
  void settings_areRefused_whenUnknownOrOfAnotherType() {
    CorralConfigurationBuilder<String, Integer> builder =
        CorralConfiguration.builder(String.class, Integer.class);

    assertThatThrownBy(() -> builder.setting("shard", 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown option 'shard', did you mean 'shards'?");
    assertThatThrownBy(() -> builder.setting("shards", 4.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shards = 4.5 (java.lang.Double): must be a whole number");
    assertThatThrownBy(() -> builder.setting("lifetime", "soon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lifetime = soon: must be a duration");
    assertThatThrownBy(() -> builder.unset("shard")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void configurations_areEqual_whenAllTheySayIs() {
    assertThat(full()).isEqualTo(full()).hasSameHashCodeAs(full());
    assertThat(full().toBuilder().build()).isEqualTo(full());
    assertThat(full().toBuilder().shards(5).build()).isNotEqualTo(full());
    assertThat(full().toBuilder().readThrough(false).build()).isNotEqualTo(full());
    assertThat(full().toBuilder().entryLifetimeFactory(null).build()).isNotEqualTo(full());
    assertThat(full().toBuilder().taggerFactory(null).build()).isNotEqualTo(full());
    assertThat(full().toString()).contains("java.lang.String", "shards=4", "read-through");
  }

  @Test
  void configuration_survivesSerialization() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(full());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(full());
    }
  }

  /** Lives a day. */
  public static final class LongLife implements EntryLifetime<Object, Object> {
    @Override
    public Duration lifetimeAfterCreate(Object key, Object value) {
      return Duration.ofDays(1);
    }
  }

  /** The length of its text is a value's tag. */
  public static final class ByLength implements Tagger<Object, Object> {
    @Override
    public Set<String> tagsOf(Object key, Object value) {
      return Set.of("length " + value.toString().length());
    }
  }

  /** Hears and says nothing. */
  public static final class SilentListener implements CacheEntryCreatedListener<String, Integer> {
    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {}
  }

  private static final class BareConfiguration implements Configuration<String, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<String> getKeyType() {
      return String.class;
    }

    @Override
    public Class<Integer> getValueType() {
      return Integer.class;
    }

    @Override
    public boolean isStoreByValue() {
      return false;
    }
  }

  /** Without equals, so it can be deregistered by identity only. */
  private static final class ForeignListener
      implements CacheEntryListenerConfiguration<String, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Factory<CacheEntryListener<? super String, ? super Integer>>
        getCacheEntryListenerFactory() {
      return SilentListener::new;
    }

    @Override
    public boolean isOldValueRequired() {
      return false;
    }

    @Override
    public @Nullable Factory<CacheEntryEventFilter<? super String, ? super Integer>>
        getCacheEntryEventFilterFactory() {
      return null;
    }

    @Override
    public boolean isSynchronous() {
      return false;
    }
  }
}
