package dev.corral.micronaut

import dev.corral.testkit.RedisServer
import io.micronaut.cache.tck.AbstractAsyncCacheSpec
import io.micronaut.context.ApplicationContext
import spock.lang.AutoCleanup
import spock.lang.Shared

/** Micronaut's own tests of asynchronous caches. */
class CorralAsyncCacheSpec extends AbstractAsyncCacheSpec {
    @Shared
    @AutoCleanup
    RedisServer redis = RedisServer.start()

    def setup() {
        redis.command('FLUSHALL')
    }

    @Override
    ApplicationContext createApplicationContext() {
        ApplicationContext.run(
            'corral.uri': redis.uri().toString(),
            'corral.caches.test.statistics-enabled': true,
            'corral.caches.counter.lifetime': '1h',
            'corral.caches.counter2.lifetime': '1h')
    }
}
