package dev.corral.it.stampede;

import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.WithRedis;

@WithRedis(RedisDeployment.STANDALONE)
class OneLoadOnStandaloneTest extends OneLoadContract {}
