package dev.corral.micronaut

import dev.corral.testkit.RedisServer
import io.micronaut.cache.tck.AbstractSyncCacheSpec
import io.micronaut.context.ApplicationContext
import spock.lang.AutoCleanup
import spock.lang.Shared

/** Micronaut's own tests of blocking caches. */
class CorralSyncCacheSpec extends AbstractSyncCacheSpec {
    @Shared
    @AutoCleanup
    RedisServer redis = RedisServer.start()

    @Override
    ApplicationContext createApplicationContext() {
        TckApplication.start(redis)
    }
}
