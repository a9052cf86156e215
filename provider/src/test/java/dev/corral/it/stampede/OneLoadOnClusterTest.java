package dev.corral.it.stampede;

import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.WithRedis;

@WithRedis(RedisDeployment.CLUSTER)
class OneLoadOnClusterTest extends OneLoadContract {}
