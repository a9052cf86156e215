package dev.corral.it.atomic;

import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.WithRedis;

@WithRedis(RedisDeployment.CLUSTER)
class AtomicOnClusterTest extends AtomicOperations {}
